using System.ComponentModel;
using System.Diagnostics;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Store.Infrastructure.Documents;
using Xunit;
using Xunit.Abstractions;

namespace Store.Infrastructure.Tests.Documents;

/// <summary>
/// What readers that we did not write make of the documents. Where they are not installed the tests say so; the other
/// tests of this folder read the same bytes by themselves.
/// </summary>
public sealed class OutsideReadersTests(ITestOutputHelper output) : IDisposable
{
    private static readonly JapaneseDocuments Documents = new(
        SampleSheets.Font.Value,
        NullLogger<JapaneseDocuments>.Instance
    );

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("store-pdf-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Qpdf_finds_no_fault()
    {
        foreach (var pdf in All())
        {
            if (await Run("qpdf", "--check", Written(pdf)) is { } answer)
            {
                answer.Should().Contain("No syntax or stream encoding errors").And.NotContain("WARNING");
            }
        }
    }

    [Fact]
    public async Task Pdftotext_reads_every_word_and_reports_no_fault()
    {
        var pdf = Documents.Quote(SampleSheets.Quote(company: "𠮟咤激励株式会社"));
        if (await Run("pdftotext", "-layout", Written(pdf), "-") is { } text)
        {
            text.Should()
                .ContainAll("𠮟咤激励株式会社", "御中", "Q-202611-000123", "¥1,188,000", "ネットプロテクションズ");
            text.Should().NotContainAny("Syntax Error", "Syntax Warning");
        }
    }

    [Fact]
    public async Task C1_Pdftotext_reads_the_six_items_of_a_qualified_invoice()
    {
        var pdf = Documents.QualifiedInvoice(SampleSheets.Invoice());
        if (await Run("pdftotext", "-layout", Written(pdf), "-") is { } text)
        {
            text.Should().ContainAll("アイティクラウド株式会社", "登録番号 T7123456789012");
            text.Should().ContainAll("取引年月日", "2026年11月24日", "クラウド勤怠管理", "10%対象額", "¥1,080,000");
            text.Should().ContainAll("消費税額（10%）", "¥108,000", "株式会社サンプル商事", "御中");
        }
    }

    [Fact]
    public async Task C4_Pdftotext_reads_that_a_statement_is_no_invoice()
    {
        var pdf = Documents.Statement(SampleSheets.Statement(250));
        if (await Run("pdftotext", Written(pdf), "-") is { } text)
        {
            text.ReplaceLineEndings("").Should().Contain("本書は適格請求書（インボイス）ではありません");
            text.Should().ContainAll("O-202611-000001", "O-202611-000250", "取消日").And.NotContain("登録番号");
        }
    }

    private static byte[][] All() =>
        [
            Documents.Quote(SampleSheets.Quote()),
            Documents.Quote(SampleSheets.Quote(50)),
            Documents.Acknowledgement(SampleSheets.Acknowledgement()),
            Documents.QualifiedInvoice(SampleSheets.Invoice()),
            Documents.QualifiedInvoice(SampleSheets.Invoice(corrects: "INV-2026-000041")),
            Documents.ReturnInvoice(SampleSheets.Return()),
            Documents.Statement(SampleSheets.Statement()),
            Documents.Statement(SampleSheets.Statement(250)),
        ];

    private string Written(byte[] pdf)
    {
        var path = Path.Combine(_folder.FullName, "document.pdf");
        File.WriteAllBytes(path, pdf);
        return path;
    }

    /// <summary>What the tool says on both its outputs; null where it is not installed.</summary>
    private async Task<string?> Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var said = await process.StandardOutput.ReadToEndAsync() + await errors;
            await process.WaitForExitAsync();
            process.ExitCode.Should().Be(0, said);
            return said;
        }
        catch (Win32Exception)
        {
            output.WriteLine($"{tool} is not installed: only our own reading was checked.");
            return null;
        }
    }
}
