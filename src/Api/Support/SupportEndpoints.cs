using Store.Api.Http;
using Store.Api.Http.OpenApi;
using Store.Application.Support;
using Store.Domain.Payments;

namespace Store.Api.Support;

/// <summary>Whom to ask (サポート窓口): by telephone and mail, or with a form.</summary>
public static class SupportEndpoints
{
    /// <summary>Net Protections' desk, as the OpenAPI document shows it everywhere.</summary>
    public static readonly SupportDesk Example = new(
        PaymentMethod.OnAccount,
        "NP掛け払いサポートデスク",
        "03-4577-9631",
        "btob-support@netprotections.co.jp",
        InquiryForm: null,
        "10:00",
        "17:00"
    );

    public static void MapSupport(this IEndpointRouteBuilder app) =>
        app.MapGet(
                "/v1/support/contacts",
                (EndpointContext endpoint) =>
                    endpoint.Query(_ => new GetSupportContacts(endpoint.Value<PaymentMethod>("paymentMethod")))
            )
            .ForAnyone()
            .Describe("お問い合わせ窓口 / Whom to ask about a payment or an invoice, and whether they answer now")
            .Reads<PaymentMethod>(
                "paymentMethod",
                "How the order is paid; without it the answer has both desks in items."
            )
            .Answers(200, GetSupportContacts.Contact.Of(Example, openNow: true));
}
