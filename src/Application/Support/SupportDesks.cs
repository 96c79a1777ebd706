using System.Diagnostics;
using System.Security.Cryptography;
using NodaTime;
using Store.Application.EventSourcing;
using Store.Application.Json;
using Store.Domain.Payments;
using Store.Domain.Support;

namespace Store.Application.Support;

/// <summary>
/// The desks of both ways to pay, from <c>Store:Support</c>. An answer about something that is paid carries the desk
/// of its payment method, put in when it is read and not kept with it: who asks about an old order wants the telephone
/// number of today.
/// </summary>
public sealed class SupportDesks
{
    private readonly SupportDesk _onAccount;
    private readonly OpeningHours _hours;
    private readonly SupportDesk _card;
    private readonly byte[] _onAccountPart;
    private readonly byte[] _cardPart;
    private readonly string _edition;

    /// <param name="onAccount">Net Protections' desk, which has <paramref name="hours"/>.</param>
    /// <param name="card">The store's own, which takes inquiries at any time.</param>
    public SupportDesks(SupportDesk onAccount, OpeningHours hours, SupportDesk card)
    {
        (_onAccount, _hours, _card) = (onAccount, hours, card);
        (_onAccountPart, _cardPart) = (PartOf(onAccount), PartOf(card));
        _edition = Convert.ToHexStringLower(SHA256.HashData([.. _onAccountPart, .. _cardPart]).AsSpan(0, 4));
    }

    private static ReadOnlySpan<byte> Method => "\"paymentMethod\":\""u8;

    public SupportDesk Of(PaymentMethod method) =>
        method switch
        {
            PaymentMethod.OnAccount => _onAccount,
            PaymentMethod.Card => _card,
            _ => throw new UnreachableException($"{method}"),
        };

    /// <summary>Whether the desk answers at this instant; a form is always open.</summary>
    public bool IsOpen(PaymentMethod method, Instant instant) =>
        method switch
        {
            PaymentMethod.OnAccount => _hours.IncludeInstant(instant),
            PaymentMethod.Card => true,
            _ => throw new UnreachableException($"{method}"),
        };

    /// <summary>
    /// A stored document with the field <c>support</c> at its end: the desk of the document's <c>paymentMethod</c>.
    /// </summary>
    public ReadOnlyMemory<byte> PutInto(ReadOnlyMemory<byte> document)
    {
        // Text from outside cannot pass for the field: within a text a quotation mark is escaped.
        var json = document.Span;
        var method = json[(json.IndexOf(Method) + Method.Length)..];
        var part =
            method.StartsWith("onAccount\""u8) ? _onAccountPart
            : method.StartsWith("card\""u8) ? _cardPart
            : throw new UnreachableException("A document without a payment method has no desk.");
        return (byte[])[.. json[..^1], .. part];
    }

    /// <summary>The tag of an answer that a desk was put into: it changes with the settings too.</summary>
    public string TagOf(long version) => StateTag.Of(version, _edition);

    private static byte[] PartOf(SupportDesk desk) => [.. ",\"support\":"u8, .. StoreJson.Write(desk), (byte)'}'];
}
