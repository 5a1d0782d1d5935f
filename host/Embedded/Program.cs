using System.Diagnostics;
using HiveFlow.Host.Startup;

var began = Stopwatch.GetTimestamp();
return await EmbeddedProgram.RunAsync(args, began, Console.Out, Console.Error);
