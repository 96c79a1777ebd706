using FluentAssertions;
using Npgsql;
using Store.TestKit;
using Xunit;

namespace Store.Infrastructure.Tests.Postgres.Embedded;

public sealed class EmbeddedPostgresTests
{
    [Fact]
    public async Task Each_database_of_the_test_server_is_new_and_answers()
    {
        var first = await TestPostgres.CreateDatabase("Some class");
        var second = await TestPostgres.CreateDatabase("Some class");

        first.Should().NotBe(second);
        await using var connection = new NpgsqlConnection(first);
        await connection.OpenAsync();
        connection.PostgreSqlVersion.Major.Should().BeGreaterThanOrEqualTo(15);
    }
}
