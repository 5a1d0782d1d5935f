using HiveFlow.Host.Startup;

return await EmbeddedProgram.RunAsync(args, Console.Out, Console.Error);
