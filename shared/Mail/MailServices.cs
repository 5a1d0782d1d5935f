using HiveFlow.Mail.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Mail;

/// <summary>Composition of mail.</summary>
public static class MailServices
{
    /// <summary>Registers <see cref="IMailer"/> (SMTP when a server is configured, the pickup folder otherwise), <see cref="MailPost"/> and <see cref="AccountMailer"/>.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<MailOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MailOptions>, MailOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IMailer>(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<MailOptions>>();
            var clock = provider.GetRequiredService<TimeProvider>();
            return options.Value.Smtp.Host is null
                ? new PickupMailer(options, clock)
                : new SmtpMailer(options, clock, provider.GetRequiredService<ILogger<SmtpMailer>>());
        });
        services.TryAddSingleton(static provider => new AccountMailer(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<MailPost>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MailPost>(static provider => provider.GetRequiredService<MailPost>()));
        return services;
    }
}
