using System.Buffers.Binary;
using System.Security.Cryptography;
using FluentAssertions;
using Store.Domain.Audit;
using Xunit;

namespace Store.Domain.Tests.Audit;

/// <summary>Notes, keys and checkpoints, beside what two public logs have signed with their own software.</summary>
public sealed class SignedNoteTests : IDisposable
{
    private const string RekorKey =
        "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=";
    private const string RekorNote =
        "Rekor\n798034\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n\n\u2014 rekor.sigstore.dev wNI9ajBEAiARInWIWyCdyG27CO6LPnPekyw20qO0YJfoaPaowGp/XgIgc+qEHS3+GKVClgqq20uDLet7MCoTURUCRdxwWBHHufk=\n";
    private const string PixelKey =
        "pixel6_transparency_log+91c16e30+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN+4x0Jk1yTwvLFI9A4NDdGZcX0aiWVdWM5XJVy0M4VWD3AvyW5Q6Hs9A0mcDkpUoYgn+KKPNzFC0H3nN3q6JQ8=";
    private const string PixelNote =
        "DEFAULT\n10\nbsWRucJU5xJPHb5eBdOm6+DM+VelCZBuvtI3sHERJ9Y=\n\n\u2014 pixel6_transparency_log kcFuMDBFAiEAhqMAP8P6qf6QxtUJhzMhbN+MbZ9dwfUHzGQJmffJHtoCIGD0cNe47dHWBoPwYdgBCepB06/+g5O1FmYjXl06owL4\n";

    private readonly ECDsa _private = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Theory]
    [InlineData(RekorKey, RekorNote, "Rekor", 798034)]
    [InlineData(PixelKey, PixelNote, "DEFAULT", 10)]
    public void What_public_logs_signed_verifies(string key, string text, string origin, long size)
    {
        var note = SignedNote.Read(text)!;

        VerifierKey.Read(key)!.Verify(note).Should().BeTrue();
        VerifierKey.Read(key)!.ToString().Should().Be(key);
        note.Write().Should().Be(text);
        Checkpoint.Read(note.Text).Should().BeEquivalentTo(new { Origin = origin, Size = size });
        Checkpoint.Read(note.Text)!.Write().Should().Be(note.Text);
    }

    [Fact]
    public void Another_log_s_key_verifies_nothing() =>
        VerifierKey.Read(PixelKey)!.Verify(SignedNote.Read(RekorNote)!).Should().BeFalse();

    [Theory]
    [InlineData("798034", "798035")]
    [InlineData("Rekor\n", "Rekom\n")]
    [InlineData("f+7C", "f+7D")]
    [InlineData("MCoTURUC", "MCoTURUD")]
    public void A_changed_character_is_noticed(string character, string other) =>
        VerifierKey
            .Read(RekorKey)!
            .Verify(SignedNote.Read(RekorNote.Replace(character, other, StringComparison.Ordinal))!)
            .Should()
            .BeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("\n\n\u2014 name AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA=")]
    [InlineData("text\n\n\u2014 name AAAAAA==\n")]
    [InlineData("text\n\n\u2014 na+me AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 na me AAAAAAA=\n")]
    [InlineData("text\n\n- name AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA=\nmore\n")]
    [InlineData("te\txt\n\n\u2014 name AAAAAAA=\n")]
    public void What_is_no_note_is_not_read(string text) => SignedNote.Read(text).Should().BeNull();

    [Fact]
    public void A_note_of_a_hundred_signatures_is_read_and_one_more_is_not()
    {
        var note = SignedNote.Unsigned("text\n");
        for (var i = 0; i < 100; i++)
        {
            note = note.With(new NoteSignature($"name{i}", new KeyId((uint)i), new byte[] { 1, 2, 3 }));
        }

        SignedNote.Read(note.Write()).Should().Be(note);
        SignedNote.Read(note.With(note.Signatures[0]).Write()).Should().BeNull();
    }

    [Theory]
    [InlineData("origin\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", true)]
    [InlineData("origin\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("origin\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("origin\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n", false)]
    [InlineData("origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", false)]
    [InlineData("origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n", false)]
    [InlineData("\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", false)]
    [InlineData("origin\n1\n", false)]
    public void A_tree_has_one_text(string text, bool isOne) => (Checkpoint.Read(text) is not null).Should().Be(isOne);

    [Fact]
    public void A_witness_signs_the_time_as_well()
    {
        var key = VerifierKey.Of("witness.example/w1", KeyKind.Witness, _private.ExportSubjectPublicKeyInfo());
        var note = Cosigned(
            key,
            SignedNote.Unsigned("origin\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"),
            1679315147
        );

        key.Verify(note).Should().BeTrue();
        key.CosignedAt(note).Should().Be(1679315147);
        VerifierKey.Read(key.ToString())!.Verify(SignedNote.Read(note.Write())!).Should().BeTrue();
        key.Verify(Cosigned(key, note, 1679315147, claimed: 1679315148)).Should().BeFalse("the time is signed too");
        VerifierKey
            .Of(key.Name, KeyKind.Log, key.PublicKey.ToArray())
            .Verify(note)
            .Should()
            .BeFalse("a witness' key is no log's, though it be the same key");
    }

    [Fact]
    public void One_false_signature_of_a_known_key_spoils_the_note()
    {
        var note = SignedNote.Read(RekorNote)!;
        var known = note.Signatures[0];
        var spoiled = note.With(known with { Bytes = new byte[] { 48, 6, 2, 1, 1, 2, 1, 1 } });
        var stranger = note.With(known with { Name = "someone.else" });

        VerifierKey.Read(RekorKey)!.Verify(spoiled).Should().BeFalse();
        VerifierKey.Read(RekorKey)!.Verify(stranger).Should().BeTrue("signatures of strangers say nothing");
    }

    [Theory]
    [InlineData("rekor.sigstore.dev+00000000+")]
    [InlineData("rekor sigstore+c0d23d6a+")]
    [InlineData("+c0d23d6a+")]
    public void A_key_that_is_none_is_not_read(string beginning) =>
        VerifierKey.Read(beginning + RekorKey.Split('+', 3)[2]).Should().BeNull();

    [Fact]
    public void Only_keys_on_P256_are_taken()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        var take = () => VerifierKey.Of("name", KeyKind.Log, other.ExportSubjectPublicKeyInfo());

        take.Should().Throw<ArgumentException>();
        VerifierKey.Read("name+00000000+AgECAw==").Should().BeNull();
        VerifierKey.Read("nonsense").Should().BeNull();
    }

    public void Dispose() => _private.Dispose();

    private SignedNote Cosigned(VerifierKey key, SignedNote note, long seconds, long? claimed = null)
    {
        var time = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, claimed ?? seconds);
        var signature = _private.SignData(
            VerifierKey.Message(KeyKind.Witness, note, seconds),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );
        return note.With(new NoteSignature(key.Name, key.Id, (byte[])[.. time, .. signature]));
    }
}
