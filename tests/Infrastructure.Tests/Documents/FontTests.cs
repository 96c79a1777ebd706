using System.Buffers.Binary;
using FluentAssertions;
using Store.Infrastructure.Documents.Pdf;
using Xunit;
using Xunit.Abstractions;

namespace Store.Infrastructure.Tests.Documents;

public sealed class FontTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    public void Characters_are_found_in_either_format_of_the_character_map(int format)
    {
        var font = TrueTypeFont.Parse(TinyFont.Build(cmapFormat: format), "tiny");

        font.Glyph('A').Should().Be(TinyFont.GlyphA);
        font.Glyph('Á').Should().Be(TinyFont.GlyphAWithAcute);
        font.Glyph(0x3013).Should().Be(TinyFont.GlyphGeta);
        font.Glyph('B').Should().Be(0);
        font.Glyph(0xFFFF).Should().Be(0);
        font.Glyph(TinyFont.Yoshi).Should().Be(format == 12 ? TinyFont.GlyphYoshi : 0);
    }

    [Fact]
    public void Glyphs_beyond_the_listed_widths_are_as_wide_as_the_last_one_listed()
    {
        var font = TrueTypeFont.Parse(TinyFont.Build(), "tiny");

        font.Advance(0).Should().Be(1000);
        font.Advance(TinyFont.GlyphYoshi).Should().Be(500);
        font.LeftBearingUnits(TinyFont.GlyphA).Should().Be(10);
        font.LeftBearingUnits(TinyFont.GlyphYoshi).Should().Be(50);
    }

    [Fact]
    public void A_composite_glyph_brings_its_parts_along_under_their_new_numbers()
    {
        var font = TrueTypeFont.Parse(TinyFont.Build(), "tiny");

        var subset = new FontTables(FontSubset.Build(font, [0, TinyFont.GlyphAWithAcute]), "subset");

        subset.UInt16(subset.Start("maxp") + 4).Should().Be(4, "the acute and the A follow what was asked for");
        var composite = subset.Table("glyf");
        BinaryPrimitives.ReadInt16BigEndian(composite).Should().Be(-1);
        BinaryPrimitives.ReadUInt16BigEndian(composite[12..]).Should().Be(2, "the acute");
        BinaryPrimitives.ReadUInt16BigEndian(composite[22..]).Should().Be(3, "the A");
        (BinaryPrimitives.ReadUInt16BigEndian(composite[20..]) & 0x0100).Should().Be(0, "no program follows");
    }

    [Fact]
    public void A_subset_carries_no_hinting_of_its_font_and_sums_up_as_the_format_wants()
    {
        var font = TrueTypeFont.Parse(TinyFont.Build(), "tiny");

        var bytes = FontSubset.Build(font, [0, TinyFont.GlyphA]);

        var subset = new FontTables(bytes, "subset");
        subset.Has("fpgm").Should().BeFalse();
        var outline = subset.Table("glyf");
        BinaryPrimitives.ReadUInt16BigEndian(outline[12..]).Should().Be(0, "the length of its program");
        Sum(bytes).Should().Be(0xB1B0AFBA);
    }

    [Theory]
    [InlineData(0x0002, false)]
    [InlineData(0x0100, false)]
    [InlineData(0x0200, false)]
    [InlineData(0x0000, true)]
    [InlineData(0x0004, true)]
    [InlineData(0x0008, true)]
    public void The_licence_bits_decide_whether_a_font_may_be_embedded(int fsType, bool allowed)
    {
        var parsing = () => TrueTypeFont.Parse(TinyFont.Build(fsType: fsType), "tiny");

        if (allowed)
        {
            parsing.Should().NotThrow();
        }
        else
        {
            parsing.Should().Throw<FontUnusableException>().WithMessage("*tiny*fsType*Set another one*");
        }
    }

    [Fact]
    public void Variable_fonts_PostScript_outlines_and_other_files_are_refused_by_name()
    {
        Refusal(TinyFont.Build(extraTable: "fvar")).Should().Contain("variable");
        Refusal(TinyFont.Build(kind: 0x4F54544F)).Should().Contain("PostScript outlines");
        Refusal("%PDF-1.7 and no font"u8.ToArray()).Should().Contain("no TrueType font");
        Refusal([]).Should().Contain("damaged");
        Refusal(TinyFont.Build(without: "cmap")).Should().Contain("'cmap' is missing");
    }

    [Fact]
    public void A_damaged_font_is_refused_and_never_crashes_the_drawing()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var refused = 0;
        for (var round = 0; round < 1500; round++)
        {
            var bytes = TinyFont.Build(cmapFormat: round % 2 == 0 ? 4 : 12);
            for (var flips = random.Next(1, 6); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            bytes = random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            try
            {
                var document = new PdfDocument(TrueTypeFont.Parse(bytes, "damaged"));
                document.AddPage().Text(10, 10, "AÁ〓𠮷B", new TextStyle(10, Ink.Black));
                document.ToBytes("t", "a").Should().NotBeEmpty();
            }
            catch (FontUnusableException)
            {
                refused++;
            }
        }

        output.WriteLine($"{refused} of 1500 refused, the others drawn");
        refused.Should().BePositive();
    }

    [Fact]
    public void A_path_that_is_set_and_wrong_is_an_error_and_not_a_reason_for_another_font()
    {
        var finding = () => FontPlaces.Find("/nowhere/font.ttf", [typeof(FontTests).Assembly.Location]);

        finding.Should().Throw<FontUnusableException>().WithMessage("*/nowhere/font.ttf*fonts-ipaexfont-gothic*");
    }

    [Fact]
    public void The_first_known_place_that_has_a_font_is_taken_and_none_names_the_remedy()
    {
        var here = typeof(FontTests).Assembly.Location;

        FontPlaces.Find(null, ["/nowhere/a.ttf", here, "/nowhere/b.ttf"]).Should().Be(here);
        FontPlaces.Find(here, []).Should().Be(here);
        var finding = () => FontPlaces.Find(" ", ["/nowhere/a.ttf"]);
        finding.Should().Throw<FontUnusableException>().WithMessage("*apt-get install fonts-ipaexfont-gothic*");
    }

    private static string Refusal(byte[] file)
    {
        var parsing = () => TrueTypeFont.Parse(file, "some.ttf");
        return parsing.Should().Throw<FontUnusableException>().Which.Message;
    }

    private static uint Sum(byte[] bytes)
    {
        var sum = 0u;
        for (var i = 0; i < bytes.Length; i += 4)
        {
            sum = unchecked(sum + BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(i)));
        }

        return sum;
    }
}
