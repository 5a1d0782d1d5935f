using Microsoft.Extensions.Hosting;

namespace HiveFlow.Mail.Tests;

public sealed class MailPostTests : IDisposable
{
    private static readonly OutgoingMail Mail = new("ada@example.com", "Subject", "Text");
    private readonly MailFixture mail = new(o => o.PostCapacity = 2);

    public void Dispose() => mail.Dispose();

    [Fact]
    public async Task A_posted_mail_is_sent_before_a_stop_ends()
    {
        Assert.True(mail.Post.TryPost(Mail));
        await mail.Post.StartAsync(default);
        await mail.Post.StopAsync(default);

        Assert.Single(Directory.GetFiles(mail.PickupFolder));
    }

    [Fact]
    public void More_than_fit_are_refused_and_nobody_waits()
    {
        Assert.True(mail.Post.TryPost(Mail));
        Assert.True(mail.Post.TryPost(Mail));
        Assert.False(mail.Post.TryPost(Mail));
    }

    [Fact]
    public void What_is_no_mail_is_refused_where_it_is_posted() =>
        Assert.Throws<ArgumentException>(() => mail.Post.TryPost(Mail with { Subject = "a\nb" }));

    [Fact]
    public async Task A_mail_that_cannot_be_sent_is_sent_once_it_can()
    {
        await File.WriteAllTextAsync(mail.PickupFolder, "in the way");
        Assert.True(mail.Post.TryPost(Mail));
        await mail.Post.StartAsync(default);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await mail.Failures.ReadAsync(patience.Token);
        File.Delete(mail.PickupFolder);

        mail.Clock.Advance(TimeSpan.FromMinutes(1));
        await mail.Post.StopAsync(patience.Token);

        Assert.Single(Directory.GetFiles(mail.PickupFolder));
    }
}
