// The values of one deployment. Secrets come from the environment of whoever deploys and end in Key Vault, never in a file.
using './main.bicep'

param publicUrl = readEnvironmentVariable('HIVEFLOW_PUBLIC_URL')
param durableBackend = 'Scheduler'
param mongoConnectionString = readEnvironmentVariable('HIVEFLOW_MONGO')
param sessionSigningKey = readEnvironmentVariable('HIVEFLOW_SESSION_KEY')
param factorKey = readEnvironmentVariable('HIVEFLOW_FACTOR_KEY')
param vaultKey = readEnvironmentVariable('HIVEFLOW_VAULT_KEY')
param e2bApiKey = readEnvironmentVariable('HIVEFLOW_E2B')
param s3Bucket = readEnvironmentVariable('HIVEFLOW_S3_BUCKET')
param s3Region = readEnvironmentVariable('HIVEFLOW_S3_REGION', 'us-east-1')
param s3AccessKeyId = readEnvironmentVariable('HIVEFLOW_S3_KEY_ID')
param s3SecretAccessKey = readEnvironmentVariable('HIVEFLOW_S3_SECRET')
param smtpHost = readEnvironmentVariable('HIVEFLOW_SMTP_HOST')
param smtpUser = readEnvironmentVariable('HIVEFLOW_SMTP_USER', '')
param smtpPassword = readEnvironmentVariable('HIVEFLOW_SMTP_PASSWORD', '')
param mailFrom = readEnvironmentVariable('HIVEFLOW_MAIL_FROM')
