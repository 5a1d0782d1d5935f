using System.Text;
using HiveFlow.Vault.Redaction;

namespace HiveFlow.Vault.Tests.Redaction;

public sealed class MaskedStreamTests
{
    private const string Text = "a grüner-schlüssel in the middle, and at the end grüner-schlüssel";

    [Fact]
    public async Task A_secret_in_a_stream_is_masked_wherever_its_pieces_are_cut()
    {
        var bytes = Encoding.UTF8.GetBytes(Text);
        var mask = SecretMask.Of(["grüner-schlüssel"]);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            await using var masked = new MaskedStream(new CutStream(bytes, cut), mask);
            Assert.Equal("a *** in the middle, and at the end ***", await new StreamReader(masked).ReadToEndAsync());
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_text_come_through_as_they_are()
    {
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        await using var masked = new MaskedStream(new MemoryStream(bytes), SecretMask.Of(["secret"]));
        using var back = new MemoryStream();

        await masked.CopyToAsync(back);

        Assert.Equal(bytes, back.ToArray());
    }

    private sealed class CutStream(byte[] bytes, int cut) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(Position < cut ? buffer[..(int)Math.Min(cut - Position, buffer.Length)] : buffer, cancellationToken);
    }
}
