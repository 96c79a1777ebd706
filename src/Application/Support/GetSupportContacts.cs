using System.Security.Cryptography;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Application.Time;
using Store.Domain.Payments;

namespace Store.Application.Support;

/// <summary>
/// SUP-1, SUP-2: the desk for a payment method and whether it answers at this moment of the store's clock.
/// </summary>
/// <param name="PaymentMethod">Null for both, as <c>items</c>.</param>
public sealed record GetSupportContacts(PaymentMethod? PaymentMethod) : IQuery
{
    /// <inheritdoc cref="SupportDesk"/>
    /// <param name="OpenNow">True where an inquiry is taken at this moment.</param>
    public sealed record Contact(
        PaymentMethod PaymentMethod,
        string Desk,
        string? Phone,
        string? Email,
        string? InquiryForm,
        string? OpensAt,
        string? ClosesAt,
        bool OpenNow
    )
    {
        public static Contact Of(SupportDesk desk, bool openNow) =>
            new(
                desk.PaymentMethod,
                desk.Desk,
                desk.Phone,
                desk.Email,
                desk.InquiryForm,
                desk.OpensAt,
                desk.ClosesAt,
                openNow
            );
    }

    public sealed class Handler(SupportDesks desks, IStoreClock clock) : IQueryHandler<GetSupportContacts>
    {
        public Task<QueryResult> Handle(GetSupportContacts query, CancellationToken cancellationToken)
        {
            var now = clock.Now;
            Contact Of(PaymentMethod method) => Contact.Of(desks.Of(method), desks.IsOpen(method, now));
            var body = query.PaymentMethod is { } one
                ? StoreJson.Write(Of(one))
                : StoreJson.Write(new { Items = Enum.GetValues<PaymentMethod>().Select(Of).ToList() });
            // No stream stands behind this. The tag says all that is shown, and so it changes when a desk opens.
            var tag = StateTag.Of(0, Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8)));
            return Task.FromResult(new QueryResult(body, -1, tag));
        }
    }
}
