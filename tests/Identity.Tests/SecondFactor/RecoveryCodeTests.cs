using HiveFlow.Identity.SecondFactor;

namespace HiveFlow.Identity.Tests.SecondFactor;

public sealed class RecoveryCodeTests
{
    [Fact]
    public void Codes_say_which_they_are_and_are_read_as_people_write_them()
    {
        for (var slot = 0; slot < RecoveryCode.Count; slot++)
        {
            var code = RecoveryCode.Create(slot);
            Assert.Matches("^[a-hj-km-np-z02-9]{4}-[a-hj-km-np-z02-9]{4}-[a-hj-km-np-z02-9]{4}$", code);
            foreach (var typed in new[] { code, code.ToUpperInvariant(), code.Replace("-", " ", StringComparison.Ordinal), code.Replace("-", string.Empty, StringComparison.Ordinal) })
            {
                Assert.True(RecoveryCode.TryParse(typed, out var read, out var plain));
                Assert.Equal(slot, read);
                Assert.Equal(code, plain);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("aaaa-aaaa-aaa")]
    [InlineData("aaaa-aaaa-aaaaa")]
    [InlineData("aaaa-aaaa-aaa1")]
    [InlineData("zaaa-aaaa-aaaa")]
    [InlineData("a-a-a-a-a-a-a-a-a-a-a-a-------------------------")]
    public void What_is_no_code_is_not_read(string text) => Assert.False(RecoveryCode.TryParse(text, out _, out _));

    [Fact]
    public void No_two_codes_are_the_same() =>
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => RecoveryCode.Create(0)).Distinct().Count());
}
