using System.Globalization;
using HiveFlow.ModelServer;

// dotnet run --project tests/ModelServer -- [--port 4010] [--script answers.json]
// The script is a list of {"when": text that the question holds, "text": the answer}; the first that fits is taken, else the question is repeated.
var port = int.Parse(args.SkipWhile(a => a != "--port").Skip(1).FirstOrDefault() ?? "4010", CultureInfo.InvariantCulture);
await using var server = await LocalModels.StartAsync(port);
if (args.SkipWhile(a => a != "--script").Skip(1).FirstOrDefault() is { } path)
{
    var script = AnswerScript.Read(await File.ReadAllTextAsync(path));
    server.Decide = script.Find;
}

using var end = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    end.Cancel();
};
Console.WriteLine($"Models answer at {server.Url}");
var over = new TaskCompletionSource();
await using var registration = end.Token.Register(over.SetResult);
await over.Task;
