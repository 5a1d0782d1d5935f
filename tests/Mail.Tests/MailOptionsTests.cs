using Microsoft.Extensions.Options;

namespace HiveFlow.Mail.Tests;

public sealed class MailOptionsTests
{
    [Fact]
    public void All_faults_of_the_settings_are_told_together()
    {
        using var mail = new MailFixture(o =>
        {
            o.PickupFolder = null;
            o.From = "me, you";
            o.PickupKeep = 0;
            o.Smtp = new SmtpOptions { Port = 0, User = "somebody", Timeout = TimeSpan.Zero };
        });

        var fault = Assert.Throws<OptionsValidationException>(() => mail.Options);

        Assert.Equal(6, fault.Failures.Count());
    }

    [Fact]
    public void A_password_in_the_settings_does_not_show_itself()
    {
        var options = new MailOptions { Smtp = new SmtpOptions { Password = new Errors.Secret("a secret") } };

        Assert.DoesNotContain("a secret", options.ToString(), StringComparison.Ordinal);
    }
}
