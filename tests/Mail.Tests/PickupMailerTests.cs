using MimeKit;

namespace HiveFlow.Mail.Tests;

public sealed class PickupMailerTests : IDisposable
{
    private readonly MailFixture mail = new(o => o.PickupKeep = 3);

    public void Dispose() => mail.Dispose();

    [Fact]
    public async Task A_mail_becomes_a_file_that_mail_programs_read_and_only_we_can_open()
    {
        await mail.Mailer.SendAsync(new OutgoingMail("ada@example.com", "Grüße, dein Code", "Der Code ist 123456\nbis bald"), default);

        var file = Assert.Single(Directory.GetFiles(mail.PickupFolder));
        Assert.EndsWith(".eml", file, StringComparison.Ordinal);
        var message = await MimeMessage.LoadAsync(file);
        Assert.Equal("Grüße, dein Code", message.Subject);
        Assert.Equal("ada@example.com", message.To.Mailboxes.Single().Address);
        Assert.Equal("hiveflow@localhost", message.From.Mailboxes.Single().Address);
        Assert.Equal("Der Code ist 123456\nbis bald", message.TextBody!.ReplaceLineEndings("\n").TrimEnd());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Theory]
    [InlineData("ada@example.com\r\nBcc: eve@example.com")]
    [InlineData("ada@example.com, eve@example.com")]
    [InlineData("Ada <ada@example.com>")]
    [InlineData("ada@example.com\0")]
    [InlineData("nobody")]
    [InlineData("")]
    public async Task What_is_not_one_address_gets_no_mail(string to)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => mail.Mailer.SendAsync(new OutgoingMail(to, "Subject", "Text"), default));

        Assert.False(Directory.Exists(mail.PickupFolder));
    }

    [Theory]
    [InlineData("Hello\r\nBcc: eve@example.com")]
    [InlineData("Hello\nX")]
    [InlineData("Hello\0")]
    public async Task A_subject_is_one_line(string subject) => await Assert.ThrowsAsync<ArgumentException>(
        () => mail.Mailer.SendAsync(new OutgoingMail("ada@example.com", subject, "Text"), default));

    [Fact]
    public async Task A_subject_has_at_most_200_characters() => await Assert.ThrowsAsync<ArgumentException>(
        () => mail.Mailer.SendAsync(new OutgoingMail("ada@example.com", new string('x', 201), "Text"), default));

    [Fact]
    public async Task The_folder_keeps_the_newest_mails_also_of_those_of_one_moment()
    {
        for (var i = 0; i < 12; i++)
        {
            await mail.Mailer.SendAsync(new OutgoingMail("ada@example.com", $"Mail {i}", "Text"), default);
        }

        var kept = Directory.GetFiles(mail.PickupFolder).Order(StringComparer.Ordinal).Select(f => MimeMessage.Load(f).Subject);
        Assert.Equal(["Mail 9", "Mail 10", "Mail 11"], kept);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_an_outage()
    {
        await File.WriteAllTextAsync(mail.PickupFolder, "in the way");

        await Assert.ThrowsAsync<MailUnavailableException>(
            () => mail.Mailer.SendAsync(new OutgoingMail("ada@example.com", "Subject", "Text"), default));
    }
}
