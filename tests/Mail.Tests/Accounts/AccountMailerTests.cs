using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HiveFlow.Errors;
using HiveFlow.Mail.Accounts;
using HiveFlow.Mail.Tests.Smtp;

namespace HiveFlow.Mail.Tests.Accounts;

public sealed class AccountMailerTests
{
    private static readonly OutgoingMail Mail = new("ada@example.com", "Grüße", "Hello") { ReplyTo = "answers@example.com", Key = "k1" };

    [SmtpFact]
    public async Task Mails_go_from_the_account_over_TLS_each_to_its_one_receiver()
    {
        await using var server = await RealServer.StartAsync();

        var delivery = await SendAsync(server, [Mail, Mail with { To = "bob@example.com", Html = "<p>Hello" }]);

        Assert.Null(delivery.Failure);
        Assert.Equal(["ada@example.com", "bob@example.com"], delivery.Sent);
        Assert.Empty(delivery.Refused);
        Assert.Equal(["ada@example.com", "bob@example.com"], server.Mails.Select(m => m.To.ToString()));
        Assert.All(server.Mails, taken =>
        {
            Assert.Equal(("1", "true", "hiveflow"), (taken.Headers["X-Test-Receivers"], taken.Headers["X-Test-Secure"], taken.Headers["X-Test-User"]));
            Assert.Equal(("Grüße", "k1@shop.example", "answers@example.com"), (taken.Subject, taken.MessageId, taken.ReplyTo.ToString()));
            Assert.Equal("\"The Shop\" <me@shop.example>", taken.From.ToString());
        });
    }

    [SmtpFact]
    public async Task TLS_from_the_first_byte_works_too()
    {
        await using var server = await RealServer.StartAsync("implicit");

        var delivery = await SendAsync(server, [Mail], a => a with { ImplicitTls = true });

        Assert.Equal("true", Assert.Single(server.Mails).Headers["X-Test-Secure"]);
        Assert.Null(delivery.Failure);
    }

    [SmtpFact]
    public async Task A_receiver_refused_for_good_is_told_with_its_status()
    {
        await using var server = await RealServer.StartAsync(behaviour: "no-receiver");

        var delivery = await SendAsync(server, [Mail]);

        Assert.Equal([new RefusedMail("ada@example.com", 550)], delivery.Refused);
        Assert.Null(delivery.Failure);
    }

    [SmtpFact]
    public async Task A_receiver_refused_for_the_moment_may_be_tried_again()
    {
        await using var server = await RealServer.StartAsync(behaviour: "busy-once");

        Assert.Equal(MailErrors.UnavailableCode, (await SendAsync(server, [Mail])).Failure!.Code);
        Assert.Null((await SendAsync(server, [Mail])).Failure);
    }

    [SmtpFact]
    public async Task A_wrong_password_is_a_refusal_that_does_not_repeat_it()
    {
        await using var server = await RealServer.StartAsync();

        var delivery = await SendAsync(server, [Mail], a => a with { Password = new Secret("canary") });

        Assert.Equal(MailErrors.RefusedCode, delivery.Failure!.Code);
        Assert.DoesNotContain("canary", delivery.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [SmtpFact]
    public async Task A_server_without_TLS_or_with_a_certificate_that_is_not_trusted_gets_nothing()
    {
        await using var plain = await RealServer.StartAsync("plain");
        await using var strange = await RealServer.StartAsync();
        await using var other = await RealServer.StartAsync(host: "mail.example.com");

        Assert.Equal(MailErrors.RefusedCode, (await SendAsync(plain, [Mail])).Failure!.Code);
        Assert.Equal(MailErrors.RefusedCode, (await SendAsync(strange, [Mail], roots: new X509Certificate2Collection())).Failure!.Code);
        Assert.Equal(MailErrors.RefusedCode, (await SendAsync(other, [Mail])).Failure!.Code);
        Assert.Empty(plain.Mails.Concat(strange.Mails).Concat(other.Mails));
    }

    [Theory]
    [InlineData("a@example.com\r\nBcc: b@example.com", "x", null)]
    [InlineData("a@example.com, b@example.com", "x", null)]
    [InlineData("a@example.com", "x\r\nBcc: b@example.com", null)]
    [InlineData("a@example.com", "x", "b@example.com\nBcc: c@example.com")]
    public async Task A_line_end_never_reaches_a_header(string to, string subject, string? replyTo)
    {
        await using var server = new SmtpServer(isSilent: false);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port);
        var mail = new OutgoingMail(to, subject, "text") { ReplyTo = replyTo };

        Assert.False(MailRules.IsAddress(to) && MailRules.IsSubject(subject) && (replyTo is null || MailRules.IsAddress(replyTo)));
        Assert.Throws<ArgumentException>(() => MimeText.Check(mail));
    }

    private static async Task<AccountDelivery> SendAsync(
        RealServer server, IReadOnlyList<OutgoingMail> mails, Func<SmtpAccount, SmtpAccount>? change = null, X509Certificate2Collection? roots = null)
    {
        if (roots is null)
        {
            roots = [];
            roots.ImportFromPemFile(server.Roots);
        }

        var account = new SmtpAccount("127.0.0.1", server.Port, ImplicitTls: false, "hiveflow", new Secret("a secret"), "me@shop.example", "The Shop");
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Port);
        return await new AccountMailer(TimeProvider.System, roots).SendAsync(client.GetStream(), change?.Invoke(account) ?? account, mails, default);
    }
}
