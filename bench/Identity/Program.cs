using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using HiveFlow.Audit;
using HiveFlow.Bench.Identity;
using HiveFlow.Identity;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Sessions;
using HiveFlow.Mail;
using HiveFlow.Storage;
using Microsoft.Extensions.DependencyInjection;

// dotnet run -c Release --project bench/Identity [addresses]
// Whether the time of an answer tells an address that has an account from one that has none: the work behind login, registration, a forgotten
// password and a code sent again, each address used once, known and unknown in turn.
const string Password = "a quiet river at night";
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
var folder = Directory.CreateTempSubdirectory("hiveflow-identity-bench-");
var mails = Path.Combine(folder.FullName, "mail");
var clock = new MovedClock();
var actor = new AuditActor { Name = "bench", Address = "192.0.2.1", RequestId = "bench" };
var callers = 0;
await using (var services = new ServiceCollection()
    .AddLogging()
    .AddSingleton<TimeProvider>(clock)
    .Configure<StorageOptions>(options => options.DataFolder = folder.FullName)
    .Configure<MailOptions>(options => options.PickupFolder = mails)
    .Configure<IdentityOptions>(options => options.KeysFolder = Path.Combine(folder.FullName, "keys"))
    .AddStorage().AddMail().AddAudit().AddIdentity()
    .BuildServiceProvider())
{
    var (accounts, passwords, challenges) = (
        services.GetRequiredService<AccountRegistry>(), services.GetRequiredService<AccountPasswords>(), services.GetRequiredService<ChallengeRegistry>());
    foreach (var email in Enumerable.Range(0, count).Select(Known))
    {
        var challenge = (await accounts.RegisterAsync(email, Password, "Somebody", Caller(), default)).Value!.Challenge;
        var answer = new ChallengeAnswer(challenge, SessionStart.EmailCode, CodeIn(File.ReadAllText(Directory.GetFiles(mails, "*.eml").Single())));
        _ = (await challenges.VerifyAsync(answer, SessionClient.Unknown, actor, default)).Value!;
        Directory.Delete(mails, recursive: true);
    }

    Console.WriteLine($"{count} addresses of each kind     known p50    p10..p90 ms    unknown p50    p10..p90 ms   known took longer");
    await MeasureAsync("login, wrong password", email => accounts.LogInAsync(email, "another river by day", Caller(), actor, default));
    clock.Advance(TimeSpan.FromMinutes(2));
    var again = new Dictionary<string, string>();
    await MeasureAsync("register", async email => again[email] = (await accounts.RegisterAsync(email, Password, "Somebody", Caller(), default)).Value!.Challenge);
    clock.Advance(TimeSpan.FromMinutes(2));
    await MeasureAsync("resend the code", async email => Must((await challenges.SendAsync(again[email], default)).IsSuccess));
    await MeasureAsync("forgotten password", async email => Must((await passwords.ForgetAsync(email, Caller(), actor, default)).IsSuccess));
}

folder.Delete(recursive: true);
return;

// An address of its own each time: tries are counted by it.
IPAddress Caller() => new([10, (byte)(++callers >> 16), (byte)(callers >> 8), (byte)callers]);

string Known(int number) => $"known{number:00000}@example.com";

string CodeIn(string mail) => Regex.Match(mail[mail.ReplaceLineEndings("\n").IndexOf("\n\n", StringComparison.Ordinal)..], "\\b[0-9]{6}\\b").Value;

void Must(bool isGood) => _ = isGood ? true : throw new InvalidOperationException("It was refused.");

async Task MeasureAsync(string what, Func<string, Task> call)
{
    var times = new[] { new List<double>(), new List<double>() };
    for (var number = 0; number < count; number++)
    {
        // Which comes first takes turns, and so does what the machine does beside it.
        foreach (var kind in number % 2 == 0 ? new[] { 0, 1 } : [1, 0])
        {
            var email = kind == 0 ? Known(number) : $"nobody{number:00000}@example.com";
            var start = Stopwatch.GetTimestamp();
            await call(email);
            times[kind].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    var (known, unknown) = (times[0].Order().ToArray(), times[1].Order().ToArray());
    Console.WriteLine(
        $"{what,-26}{Median(known),15:N2} {Spread(known),16} {Median(unknown),12:N2} {Spread(unknown),16} {Longer(known, unknown),12:P0} of pairs");
}

double Median(double[] sorted) => sorted[sorted.Length / 2];

// Of all pairs of a known and an unknown address: half, where times tell nothing, whatever else the machine does.
double Longer(double[] known, double[] unknown) => known.Average(k => unknown.Count(u => u < k) / (double)unknown.Length);

string Spread(double[] sorted) => $"{sorted[sorted.Length / 10]:N1}..{sorted[sorted.Length * 9 / 10]:N1}";
