using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace HiveFlow.Mail;

/// <summary>Puts each mail as an <c>.eml</c> file into a folder that only we can read, the newest ones alone.</summary>
internal sealed class PickupMailer(IOptions<MailOptions> options, TimeProvider clock) : IMailer
{
    // Of the whole process, whose mailers may share a folder: two mails of one millisecond keep their order too.
    private static int sent;

    private readonly MailOptions options = options.Value;

    /// <inheritdoc/>
    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var now = clock.GetUtcNow();
        using var message = MimeText.Of(mail, options, now);
        try
        {
            var folder = Folder();
            var stem = string.Create(
                CultureInfo.InvariantCulture,
                $"{now:yyyyMMdd'T'HHmmssfff}-{(uint)Interlocked.Increment(ref sent):D10}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
            var part = Path.Combine(folder, stem + ".part");
            await using (var file = new FileStream(part, FileOptions()))
            {
                await message.WriteToAsync(file, cancellationToken);
            }

            File.Move(part, Path.Combine(folder, stem + ".eml"));
            KeepNewest(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailUnavailableException("The pickup folder cannot be written.", e);
        }

        if (options.PrintToConsole)
        {
            await Console.Out.WriteLineAsync($"Mail to {mail.To}: {mail.Subject}\n{mail.Text}");
        }
    }

    private string Folder()
    {
        var folder = options.PickupFolder ?? throw new InvalidOperationException("No pickup folder is configured.");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }

    private static FileStreamOptions FileOptions()
    {
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = System.IO.FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return file;
    }

    private void KeepNewest(string folder)
    {
        // Names begin with the time and a number, so the ordinal order is the order of arrival.
        var mails = Directory.GetFiles(folder, "*.eml");
        if (mails.Length <= options.PickupKeep)
        {
            return;
        }

        Array.Sort(mails, StringComparer.Ordinal);
        foreach (var old in mails.AsSpan(0, mails.Length - options.PickupKeep))
        {
            File.Delete(old);
        }
    }
}
