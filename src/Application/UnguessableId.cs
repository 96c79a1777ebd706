using System.Security.Cryptography;

namespace Store.Application;

/// <summary>
/// Ids that open what they name: 128 bits from the system's source of randomness, as 32 lower-case hex characters.
/// </summary>
public static class UnguessableId
{
    public static string Create() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
