using Store.Benchmarks.Measuring;

namespace Store.Benchmarks.Audit;

/// <summary><c>./bench audit</c>: what it costs to take a history home and to verify it.</summary>
internal static class AuditBench
{
    public static async Task<int> Run(Arguments arguments)
    {
        var report = new Report();
        if (arguments.Wants("p7"))
        {
            await VerifyBench.Run(arguments, report);
        }

        report.JsonLines();
        return 0;
    }
}
