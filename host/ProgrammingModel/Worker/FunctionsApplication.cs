using Microsoft.AspNetCore.Builder;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a Functions application begins.</summary>
public class FunctionsApplication
{
    /// <summary>A builder with nothing of the application in it yet.</summary>
    /// <param name="args">The process's arguments.</param>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) =>
        new(WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args }));
}
