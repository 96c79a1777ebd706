using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;
using Store.Application.Accounts;

namespace Store.Infrastructure.Security;

/// <summary>Passwords as salted PBKDF2-HMAC-SHA512 hashes, beside the subject's key.</summary>
public sealed class PasswordCredentials : ICredentials, IDisposable
{
    /// <summary>
    /// What the OWASP cheat sheet asks of this function; older, weaker hashes are renewed at sign-in.
    /// </summary>
    public const int Iterations = 210_000;

    private readonly NpgsqlDataSource _database;
    private readonly PasswordHasher<string> _hasher = new(
        Options.Create(new PasswordHasherOptions { IterationCount = Iterations })
    );

    /// <summary>
    /// Hashing is all computing. As many at a time as there are cores leave the other threads to requests that only
    /// wait, however many people sign in at once.
    /// </summary>
    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);

    /// <summary>Verified against where there is nobody, so that an unknown address costs the same time.</summary>
    private readonly string _nobodys;

    public PasswordCredentials(NpgsqlDataSource database)
    {
        _database = database;
        _nobodys = _hasher.HashPassword("", "nobody has this password");
    }

    public void Dispose() => _cores.Dispose();

    public async Task Keep(string subject, string password, CancellationToken ct) =>
        await Store(subject, await Hash(password, ct), ct);

    public async Task<bool> Verify(string? subject, string password, CancellationToken ct)
    {
        await using var command = _database.CreateCommand(
            "select password_hash from store.account_secrets where subject = $1 and password_hash is not null"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject ?? "" });
        var hash = (string?)await command.ExecuteScalarAsync(ct);
        var result = await OnACore(() => _hasher.VerifyHashedPassword("", hash ?? _nobodys, password), ct);
        if (hash is null || result == PasswordVerificationResult.Failed)
        {
            return false;
        }

        if (result == PasswordVerificationResult.SuccessRehashNeeded)
        {
            await Store(subject!, await Hash(password, ct), ct);
        }

        return true;
    }

    public async Task Discard(string subject, CancellationToken ct)
    {
        await using var command = _database.CreateCommand("delete from store.account_secrets where subject = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
        await command.ExecuteNonQueryAsync(ct);
    }

    internal Task<string> Hash(string password, CancellationToken ct) =>
        OnACore(() => _hasher.HashPassword("", password), ct);

    private async Task<T> OnACore<T>(Func<T> compute, CancellationToken ct)
    {
        await _cores.WaitAsync(ct);
        try
        {
            return compute();
        }
        finally
        {
            _cores.Release();
        }
    }

    private async Task Store(string subject, string hash, CancellationToken ct)
    {
        await using var command = _database.CreateCommand(
            "update store.account_secrets set password_hash = $2 where subject = $1 and destroyed_at is null"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subject });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hash });
        await command.ExecuteNonQueryAsync(ct);
    }
}
