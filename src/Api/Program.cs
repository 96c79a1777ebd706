using Store.Api.Http;
using Store.Application.Pipeline;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddBorder();
builder.Services.AddStoreApplication();

var app = builder.Build();
app.UseBorder();
await app.RunAsync();
