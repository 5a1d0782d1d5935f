using HiveFlow.Mail.Templates;

namespace HiveFlow.Mail.Tests.Smtp;

public sealed class RealServerTests
{
    private static readonly OutgoingMail Mail =
        MailTemplates.Code("ada@example.com", "Your code", "log in", "123456", TimeSpan.FromMinutes(10), "Else ignore it.");

    [SmtpFact]
    public async Task A_mail_goes_over_STARTTLS_with_password_to_one_receiver()
    {
        await using var server = await RealServer.StartAsync();
        using var mail = Client(server.Options() with { User = "hiveflow", Password = new Errors.Secret("a secret") });

        await mail.Mailer.SendAsync(Mail, default);

        var taken = Assert.Single(server.Mails);
        Assert.Equal("Your code", taken.Subject);
        Assert.Contains("123456", taken.TextBody, StringComparison.Ordinal);
        Assert.Contains("123456", taken.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("auto-generated", taken.Headers["Auto-Submitted"]);
        Assert.EndsWith("@localhost", taken.MessageId, StringComparison.Ordinal);
        Assert.Equal("hiveflow", taken.Headers["X-Test-User"]);
        Assert.Equal("true", taken.Headers["X-Test-Secure"]);
        Assert.Equal("1", taken.Headers["X-Test-Receivers"]);
    }

    [SmtpFact]
    public async Task A_mail_goes_over_TLS_from_the_first_byte()
    {
        await using var server = await RealServer.StartAsync("implicit");
        using var mail = Client(server.Options() with { ImplicitTls = true });

        await mail.Mailer.SendAsync(Mail, default);

        Assert.Equal("true", Assert.Single(server.Mails).Headers["X-Test-Secure"]);
    }

    [SmtpFact]
    public async Task A_server_whose_authority_is_not_trusted_gets_nothing()
    {
        await using var server = await RealServer.StartAsync();
        using var mail = Client(server.Options() with { TrustedRoots = null });

        await Assert.ThrowsAsync<MailUnavailableException>(() => mail.Mailer.SendAsync(Mail, default));

        Assert.Empty(server.Mails);
    }

    [SmtpFact]
    public async Task A_certificate_of_another_name_is_refused()
    {
        await using var server = await RealServer.StartAsync(host: "mail.example.com");
        using var mail = Client(server.Options());

        await Assert.ThrowsAsync<MailUnavailableException>(() => mail.Mailer.SendAsync(Mail, default));

        Assert.Empty(server.Mails);
    }

    [SmtpFact]
    public async Task A_server_that_does_not_offer_STARTTLS_gets_nothing()
    {
        await using var server = await RealServer.StartAsync("plain");
        using var mail = Client(server.Options());

        await Assert.ThrowsAsync<MailUnavailableException>(() => mail.Mailer.SendAsync(Mail, default));

        Assert.Empty(server.Mails);
    }

    [SmtpFact]
    public async Task What_the_server_cannot_take_for_the_moment_is_tried_again()
    {
        await using var server = await RealServer.StartAsync(behaviour: "busy-once");
        using var mail = Client(server.Options());

        await mail.Mailer.SendAsync(Mail, default);

        Assert.Single(server.Mails);
    }

    [SmtpFact]
    public async Task Without_tries_left_a_busy_server_is_an_outage()
    {
        await using var server = await RealServer.StartAsync(behaviour: "busy-once");
        using var mail = Client(server.Options() with { Attempts = 1 });

        await Assert.ThrowsAsync<MailUnavailableException>(() => mail.Mailer.SendAsync(Mail, default));
    }

    [SmtpFact]
    public async Task A_mail_that_is_refused_for_good_is_an_outage_and_not_tried_again()
    {
        await using var server = await RealServer.StartAsync(behaviour: "no-mail");
        using var mail = Client(server.Options() with { RetryAfter = TimeSpan.FromMinutes(1) });

        await Assert.ThrowsAsync<MailUnavailableException>(() => mail.Mailer.SendAsync(Mail, default));
    }

    [SmtpFact]
    public async Task A_receiver_that_is_refused_for_good_looks_like_one_whose_mail_bounces_later()
    {
        await using var server = await RealServer.StartAsync(behaviour: "no-receiver");
        using var mail = Client(server.Options());

        await mail.Mailer.SendAsync(Mail, default);

        Assert.Empty(server.Mails);
    }

    [SmtpFact]
    public async Task A_wrong_password_is_an_outage()
    {
        await using var server = await RealServer.StartAsync();
        using var mail = Client(server.Options() with { User = "hiveflow", Password = new Errors.Secret("another") });

        await Assert.ThrowsAsync<MailUnavailableException>(() => mail.Mailer.SendAsync(Mail, default));

        Assert.Empty(server.Mails);
    }

    // No waits: the clock of the fixture stands still.
    private static MailFixture Client(SmtpOptions smtp) =>
        new(o => o.Smtp = smtp.RetryAfter == new SmtpOptions().RetryAfter ? smtp with { RetryAfter = TimeSpan.Zero } : smtp);
}
