namespace HiveFlow.Host.Backups;

/// <summary>Why a backup is not made or not restored, as a sentence for whoever called.</summary>
internal sealed class BackupException(string message) : Exception(message);
