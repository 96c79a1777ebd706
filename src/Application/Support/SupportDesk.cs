using System.Globalization;
using Store.Domain.Payments;
using Store.Domain.Support;

namespace Store.Application.Support;

/// <summary>
/// SUP-1: whom to ask about a payment or for an invoice once more (SUP-2), as orders and bills carry it. It says
/// nothing of the present moment; <see cref="GetSupportContacts"/> does.
/// </summary>
/// <param name="Phone">For buyers only (購入企業専用); null where the desk takes no calls.</param>
/// <param name="InquiryForm">An address to open in a browser; null where the desk has none.</param>
/// <param name="OpensAt">In Asia/Tokyo, as <c>10:00</c>; null where inquiries are taken at any time.</param>
/// <param name="ClosesAt">In Asia/Tokyo, as <c>17:00</c>: from then on nobody answers.</param>
public sealed record SupportDesk(
    PaymentMethod PaymentMethod,
    string Desk,
    string? Phone,
    string? Email,
    string? InquiryForm,
    string? OpensAt,
    string? ClosesAt
)
{
    public static SupportDesk Of(
        PaymentMethod method,
        string desk,
        string? phone = null,
        string? email = null,
        string? inquiryForm = null,
        OpeningHours? hours = null
    ) =>
        new(
            method,
            desk,
            phone,
            email,
            inquiryForm,
            hours?.OpensAt.ToString("HH:mm", CultureInfo.InvariantCulture),
            hours?.ClosesAt.ToString("HH:mm", CultureInfo.InvariantCulture)
        );
}
