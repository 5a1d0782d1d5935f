namespace HiveFlow.Mail.Tests.Smtp;

public sealed class SmtpMailerTests
{
    private static readonly OutgoingMail Mail = new("ada@example.com", "Your code", "123456");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_without_TLS_hears_neither_password_nor_mail(bool isImplicit)
    {
        await using var server = new SmtpServer(isSilent: false);
        using var mail = new MailFixture(o => o.Smtp = new SmtpOptions
        {
            Host = "127.0.0.1",
            Port = server.Port,
            ImplicitTls = isImplicit,
            User = "hiveflow",
            Password = new Errors.Secret("a secret"),
        });

        await Assert.ThrowsAsync<MailUnavailableException>(() => mail.Mailer.SendAsync(Mail, default));

        Assert.DoesNotContain(server.Heard, line => line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(server.Heard, line => line.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase));
        Assert.False(Directory.Exists(mail.PickupFolder));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_left_at_the_timeout()
    {
        await using var server = new SmtpServer(isSilent: true);
        using var mail = new MailFixture(o => o.Smtp = new SmtpOptions { Host = "127.0.0.1", Port = server.Port });
        var sending = mail.Mailer.SendAsync(Mail, default);
        await server.Connected.Task.WaitAsync(TimeSpan.FromSeconds(60));

        mail.Clock.Advance(TimeSpan.FromSeconds(30));

        await Assert.ThrowsAsync<MailUnavailableException>(() => sending.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_outage()
    {
        using var mail = new MailFixture(o => o.Smtp = new SmtpOptions { Host = "127.0.0.1", Port = 1, RetryAfter = TimeSpan.Zero });

        await Assert.ThrowsAsync<MailUnavailableException>(() => mail.Mailer.SendAsync(Mail, default));
    }
}
