using HiveFlow.Files.Leftovers;
using HiveFlow.Files.Quotas;
using HiveFlow.Files.Uploads;
using HiveFlow.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HiveFlow.Files;

/// <summary>Registers the files of organizations.</summary>
public static class FilesServices
{
    /// <summary>Needs Storage. Options: <see cref="FilesOptions"/>.</summary>
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<FilesOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FilesOptions>, FilesOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FileQuota>();
        services.TryAddSingleton<FileShelf>();
        services.TryAddSingleton<FileUploads>();
        services.TryAddSingleton<FileSweeper>();
        return services.AddCollection(FileRecord.Collection).AddCollection(FileUsage.Collection).AddCollection(FileLeftover.Collection);
    }
}
