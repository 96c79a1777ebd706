using System.Globalization;
using FluentAssertions;
using Store.Infrastructure.Payments.SbPayment;
using Xunit;

namespace Store.Infrastructure.Tests.Payments;

/// <summary>What of a text can travel to SBPS, whichever way the other side reads Shift_JIS.</summary>
public sealed class ShiftJisTests
{
    [Theory]
    [InlineData("勤怠クラウド Standard", "勤怠クラウド Standard")]
    [InlineData("ﾊﾝｶｸｶﾅ", "ﾊﾝｶｸｶﾅ")]
    [InlineData("プラン①", "プラン〓")]
    [InlineData("髙島㈱", "〓島〓")]
    [InlineData("𠮷野😀", "〓野〓")]
    [InlineData("1〜2名 − A—B", "1～2名 － A―B")]
    [InlineData("¥100‖£5", "￥100∥￡5")]
    [InlineData("  　前後の空白　 ", "前後の空白")]
    [InlineData("改\t行\r\nあり\u0000", "改 行  あり")]
    [InlineData("a\u00a0b", "a b")]
    [InlineData("", "")]
    public void Only_what_both_readings_agree_on_is_sent(string text, string sent) =>
        ShiftJis.Fitting(text, 40).Should().Be(sent);

    [Theory]
    [InlineData(40, 20)]
    [InlineData(41, 20)]
    [InlineData(3, 1)]
    [InlineData(1, 0)]
    public void A_text_is_cut_between_characters(int bytes, int characters) =>
        ShiftJis.Fitting(new string('語', 30), bytes).Should().HaveLength(characters);

    [Fact]
    public void A_cut_leaves_no_blank_at_the_end() =>
        ShiftJis.Fitting("一二三四五六七八九十一二三四五六七八九　続き", 40).Should().EndWith("九").And.HaveLength(19);

    [Fact]
    public void Whatever_the_text_its_bytes_say_the_same_again()
    {
        for (var c = 0; c <= 0xffff; c++)
        {
            var sent = ShiftJis.Fitting(((char)c).ToString(CultureInfo.InvariantCulture), 40);
            ShiftJis.Text(ShiftJis.Bytes(sent)).Should().Be(sent, $"of U+{c:X4}");
        }
    }
}
