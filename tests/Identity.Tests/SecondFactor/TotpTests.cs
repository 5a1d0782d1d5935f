using System.Text;
using HiveFlow.Identity.SecondFactor;

namespace HiveFlow.Identity.Tests.SecondFactor;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59L, "94287082")]
    [InlineData(1111111109L, "07081804")]
    [InlineData(1111111111L, "14050471")]
    [InlineData(1234567890L, "89005924")]
    [InlineData(2000000000L, "69279037")]
    [InlineData(20000000000L, "65353130")]
    public void Codes_are_those_of_RFC_6238_appendix_B(long seconds, string code)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));

        Assert.Equal(code, Totp.Code(Secret, step, digits: 8));
        Assert.Equal(code[2..], Totp.Code(Secret, step));
    }

    [Theory]
    [InlineData(0, "755224")]
    [InlineData(1, "287082")]
    [InlineData(2, "359152")]
    [InlineData(9, "520489")]
    public void Codes_are_those_of_RFC_4226_appendix_D(long step, string code) => Assert.Equal(code, Totp.Code(Secret, step));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_code_is_taken_one_step_early_or_late_and_no_more(int drift, bool isTaken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);
        var step = Totp.StepAt(now) + drift;

        Assert.Equal(isTaken ? step : null, Totp.Match(Secret, Totp.Code(Secret, step), now, lastStep: 0));
    }

    [Fact]
    public void A_step_at_or_before_the_last_used_one_is_worth_nothing()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);
        var step = Totp.StepAt(now);

        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, step), now, lastStep: step));
        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, step - 1), now, lastStep: step));
        Assert.Equal(step + 1, Totp.Match(Secret, Totp.Code(Secret, step + 1), now, lastStep: step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("f")]
    [InlineData("000000000000")]
    [InlineData("００００００")]
    public void Whatever_is_no_code_matches_nothing(string code) =>
        Assert.Null(Totp.Match(Secret, code, DateTimeOffset.FromUnixTimeSeconds(1_234_567_890), lastStep: 0));

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_RFC_4648(string text, string encoded) => Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_URI_names_issuer_account_and_parameters_without_breaking_on_what_they_hold() =>
        Assert.Equal(
            "otpauth://totp/Hive%20%26%20Co:ada%2Bx%40example.com?secret=MZXW6YTB&issuer=Hive%20%26%20Co&algorithm=SHA1&digits=6&period=30",
            OtpAuthUri.Of("Hive & Co", "ada+x@example.com", "MZXW6YTB"));
}
