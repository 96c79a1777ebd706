using System.Text;
using System.Text.Json;
using FluentValidation;
using MediatR;
using Store.Application.EventSourcing;
using Store.Domain;
using Store.Domain.Payments;

namespace Store.Application.Pipeline;

/// <summary>
/// Refuses what is malformed, then what carries a card number, before any handler sees it: the first two steps of
/// the order in which refusals are decided.
/// </summary>
public sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResponse> next)
    {
        var errors = new List<ShapeError>();
        foreach (var validator in validators)
        {
            var result = await validator.ValidateAsync(request, ct);
            errors.AddRange(result.Errors.Select(e => ShapeError.Of(PointerTo(e.PropertyName), e)));
        }

        if (errors.Count > 0)
        {
            return Refuse(RequestRefusals.With([.. errors]));
        }

        return request is ICommand { Context.CarriesCardNumber: true } ? Refuse(CardRefusals.PanRefused) : await next();
    }

    private static TResponse Refuse(Refusal refusal) =>
        typeof(TResponse) == typeof(CommandResult)
            ? (TResponse)(object)new CommandResult.Refused(refusal)
            : (TResponse)(object)(QueryResult)refusal;

    /// <summary>"Body.Lines[2].Seats" becomes "/lines/2/seats".</summary>
    private static string PointerTo(string property)
    {
        var pointer = new StringBuilder();
        foreach (var part in property.Split('.', '[').Where(p => p is not ("Body" or "")))
        {
            pointer.Append('/').Append(JsonNamingPolicy.CamelCase.ConvertName(part.TrimEnd(']')));
        }

        return pointer.ToString();
    }
}

public static class RequestRefusals
{
    public static readonly Refusal Invalid = new(
        "request.invalid",
        RefusalKind.Malformed,
        "リクエストの内容に誤りがあります。errors をご確認ください。",
        "The request is malformed. See errors."
    );

    /// <summary>Malformed, and where.</summary>
    public static Refusal With(params IReadOnlyList<ShapeError> errors) => Invalid.With("errors", errors);
}
