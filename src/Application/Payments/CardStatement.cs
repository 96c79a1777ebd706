namespace Store.Application.Payments;

/// <summary>
/// CARD-6: what a cardholder reads on the statement (利用店名). It is registered with SBPS, the same for every order and no
/// part of any request; the store only says what it is.
/// </summary>
public sealed record CardStatement(string Name)
{
    public static readonly CardStatement Default = new("ITreviewオンラインストア");
}
