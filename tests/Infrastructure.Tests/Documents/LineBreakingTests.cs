using FluentAssertions;
using Store.Infrastructure.Documents.Pdf;
using Xunit;
using Xunit.Abstractions;

namespace Store.Infrastructure.Tests.Documents;

public sealed class LineBreakingTests(ITestOutputHelper output)
{
    [Fact]
    public void A_closing_mark_takes_the_character_before_it_to_the_next_line() =>
        Wrap("あいうえお。かき", 5).Should().Equal("あいうえ", "お。かき");

    [Fact]
    public void Several_closing_marks_move_together() =>
        Wrap("「あいう」、かき", 5).Should().Equal("「あい", "う」、かき");

    [Fact]
    public void An_opening_mark_moves_to_the_line_of_what_it_opens() =>
        Wrap("あいうえ（かき）", 5).Should().Equal("あいうえ", "（かき）");

    [Fact]
    public void Small_kana_and_long_vowels_do_not_begin_a_line() =>
        Wrap("あいうシステムズキャリー", 4).Should().Equal("あいうシ", "ステムズ", "キャリー");

    [Fact]
    public void A_long_vowel_stays_with_its_kana() => Wrap("いろはユーザー", 4).Should().Equal("いろは", "ユーザー");

    [Fact]
    public void Words_and_amounts_stay_whole() =>
        Wrap("総額¥1,234,567です", 10).Should().Equal("総額", "¥1,234,567", "です");

    [Fact]
    public void Spaces_at_the_end_of_a_line_are_dropped_and_never_begin_the_next() =>
        Wrap("Store　for Business", 5).Should().Equal("Store", "for", "Busin", "ess");

    [Fact]
    public void A_document_number_is_not_parted_at_its_hyphens() =>
        Wrap("番号Q-202611-000123", 16).Should().Equal("番号", "Q-202611-000123");

    [Fact]
    public void A_dash_of_two_is_not_parted() => Wrap("あいう――えお", 4).Should().Equal("あいう", "――えお");

    [Fact]
    public void Line_ends_in_the_text_are_kept() => Wrap("あ\r\nい\n\nう", 9).Should().Equal("あ", "い", "", "う");

    [Fact]
    public void A_character_outside_the_basic_plane_counts_once_and_is_not_cut() =>
        Wrap("𠮷𠮷𠮷", 2).Should().Equal("𠮷𠮷", "𠮷");

    [Fact]
    public void Decomposed_kana_are_put_together() => Wrap("カ\u3099ス ハ\u309A", 9).Should().Equal("ガス パ");

    [Fact]
    public void Names_keep_their_compatibility_characters() =>
        Wrap("\uFA10田\uFA11", 9).Should().Equal("\uFA10田\uFA11");

    [Fact]
    public void What_is_not_a_character_is_shown_as_one_that_is_not_known() =>
        Wrap("あ\uD842い", 9).Should().Equal("あ\uFFFDい");

    [Fact]
    public void Whatever_the_text_nothing_is_lost_and_no_line_is_too_wide()
    {
        const string Alphabet = "あいカッャー、。（）「」…―ab12-/¥, 𠮷漢字";
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var runes = Alphabet.EnumerateRunes().ToArray();
        for (var round = 0; round < 3000; round++)
        {
            var text = string.Concat(
                Enumerable.Range(0, random.Next(60)).Select(_ => runes[random.Next(runes.Length)])
            );
            var width = random.Next(1, 20);

            var lines = Wrap(text, width);

            Bare(string.Concat(lines)).Should().Be(Bare(text));
            lines.Should().OnlyContain(line => line.EnumerateRunes().Count() <= width);
        }
    }

    private static string Bare(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>With characters that are all one wide.</summary>
    private static IReadOnlyList<string> Wrap(string text, int width) => LineBreaking.Wrap(text, width, _ => 1);
}
