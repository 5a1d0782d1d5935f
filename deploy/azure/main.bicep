// HiveFlow on Azure Functions, Flex Consumption. What it makes is in README.md; MongoDB, S3 and E2B are given by settings.

targetScope = 'resourceGroup'

@description('Begins the name of everything; lower-case letters and digits.')
@minLength(3)
@maxLength(11)
param name string = 'hiveflow'

param location string = resourceGroup().location

@description('Where clients reach the service, https, without a path. Links and the issuer of sessions are made of it.')
param publicUrl string

@description('The durable back end. AzureStorage costs less at rest and runs at most about five sequential activities a second in one run.')
@allowed(['Scheduler', 'AzureStorage'])
param durableBackend string = 'Scheduler'

@description('Consumption bills each action; Dedicated a capacity unit by the hour.')
@allowed(['Consumption', 'Dedicated'])
param schedulerSku string = 'Consumption'

@description('Memory of one instance.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The most instances there may be: also the limit of what an attack can cost.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('HTTP requests one instance takes at once; waits and streams count.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 100

@description('Instances kept ready for durable work, so that a run never waits for a cold start.')
@minValue(0)
param alwaysReadyDurable int = 1

@description('Addresses (CIDR) that may call. None: everybody.')
param allowedClients array = []

@description('A subnet delegated to Microsoft.App/environments for outgoing calls. None: no virtual network.')
param subnetId string = ''

@description('Azure Managed Redis, for example Balanced_B0 or Balanced_B3.')
param redisSku string = 'Balanced_B0'

@description('Whether Redis has a replica, without which it is away while its node is replaced; costs about twice as much.')
param redisReplica bool = true

@description('Azure Web PubSub, for live events by WebSocket, which Azure Functions does not carry. None: live events by server-sent events alone.')
@allowed(['None', 'Free_F1', 'Standard_S1', 'Premium_P1'])
param webPubSubSku string = 'None'

@description('Units of it; each takes 1,000 connections (the free one 20).')
@minValue(1)
@maxValue(100)
param webPubSubUnits int = 1

@description('A MongoDB replica set over TLS (mongodb+srv://…).')
@secure()
param mongoConnectionString string

@description('PKCS#8 PEM private keys on P-256; the first signs sessions, the others still verify.')
@secure()
param sessionSigningKey string

@description('Protects authenticator secrets: base64 of 32 random bytes.')
@secure()
param factorKey string

@description('The master key of the vault: base64 of 32 random bytes or more.')
@secure()
param vaultKey string

@description('Its id, stored with every value it encrypts.')
param vaultKeyId string = 'k1'

@secure()
param e2bApiKey string

param s3Bucket string
param s3Region string = 'us-east-1'
param s3AccessKeyId string

@secure()
param s3SecretAccessKey string

param smtpHost string
param smtpUser string = ''

@secure()
param smtpPassword string = ''

param mailFrom string

var suffix = uniqueString(resourceGroup().id, name)
var packages = 'packages'
var hubName = 'HiveFlow'
var hasWebPubSub = webPubSubSku != 'None'
var liveHub = 'live'
var isScheduler = durableBackend == 'Scheduler'

// Built-in roles, by id.
var roles = {
  blobOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  queueContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  tableContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  secretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  durableTaskContributor: '0ad04412-c4d5-4796-b79c-f76d14c8d402'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-app'
  location: location
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: take('${name}${suffix}', 24)
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource container 'containers' = {
      name: packages
    }
  }
}

resource storageRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [roles.blobOwner, roles.queueContributor, roles.tableContributor]: {
    name: guid(storage.id, identity.id, role)
    scope: storage
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = if (isScheduler) {
  name: '${name}-${suffix}'
  location: location
  properties: {
    sku: schedulerSku == 'Dedicated' ? { name: 'Dedicated', capacity: 1 } : { name: 'Consumption' }
    // An empty list denies everybody; who may use it is said by roles.
    ipAllowlist: ['0.0.0.0/0']
  }

  resource hub 'taskHubs' = {
    name: hubName
    properties: {}
  }
}

resource schedulerRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isScheduler) {
  name: guid(resourceGroup().id, name, 'scheduler', roles.durableTaskContributor)
  scope: scheduler
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.durableTaskContributor)
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    retentionInDays: 30
    sku: { name: 'PerGB2018' }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: '${name}-insights'
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logs.id
  }
}

resource redis 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: '${name}-${suffix}'
  location: location
  sku: { name: redisSku }
  properties: {
    minimumTlsVersion: '1.2'
    highAvailability: redisReplica ? 'Enabled' : 'Disabled'
    publicNetworkAccess: 'Enabled'
  }

  resource database 'databases' = {
    name: 'default'
    properties: {
      clientProtocol: 'Encrypted'
      // One shard: a limit's script names several keys at once.
      clusteringPolicy: 'NoCluster'
      evictionPolicy: 'NoEviction'
      port: 10000
      accessKeysAuthentication: 'Enabled'
    }
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('${name}-${suffix}', 24)
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    enableSoftDelete: true
  }
}

resource vaultRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, roles.secretsUser)
  scope: vault
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.secretsUser)
  }
}

resource mongoSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'mongo'
  properties: { value: mongoConnectionString }
}

resource sessionSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'session-signing-key'
  properties: { value: sessionSigningKey }
}

resource factorSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'factor-key'
  properties: { value: factorKey }
}

resource vaultSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'vault-key-${vaultKeyId}'
  properties: { value: vaultKey }
}

resource e2bSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'e2b'
  properties: { value: e2bApiKey }
}

resource s3Secret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 's3'
  properties: { value: s3SecretAccessKey }
}

resource smtpSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(smtpPassword)) {
  parent: vault
  name: 'smtp'
  properties: { value: smtpPassword }
}

resource redisSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'redis'
  properties: {
    value: '${redis.properties.hostName}:10000,ssl=true,abortConnect=false,password=${redis::database.listKeys().primaryKey}'
  }
}

resource webPubSub 'Microsoft.SignalRService/webPubSub@2024-03-01' = if (hasWebPubSub) {
  name: '${name}-${suffix}'
  location: location
  sku: { name: hasWebPubSub ? webPubSubSku : 'Standard_S1', capacity: webPubSubUnits }
  properties: {
    // Events are signed with the access keys, and clients' tokens are made with them.
    disableLocalAuth: false
    tls: { clientCertEnabled: false }
  }

  // Where the events go: made when the app is there to answer the service's question whether it may send them.
  resource hub 'hubs' = {
    name: liveHub
    properties: {
      anonymousConnectPolicy: 'deny'
      eventHandlers: [
        {
          urlTemplate: 'https://${app.properties.defaultHostName}/api/live/events'
          userEventPattern: '*'
          systemEvents: ['connect', 'connected', 'disconnected']
        }
      ]
    }
  }
}

resource webPubSubSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (hasWebPubSub) {
  parent: vault
  name: 'web-pubsub-primary'
  properties: { value: webPubSub!.listKeys().primaryKey }
}

resource webPubSubSecondary 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (hasWebPubSub) {
  parent: vault
  name: 'web-pubsub-secondary'
  properties: { value: webPubSub!.listKeys().secondaryKey }
}

var liveSettings = hasWebPubSub
  ? {
      HiveFlow__Live__WebPubSub__Endpoint: 'https://${webPubSub!.properties.hostName}'
      HiveFlow__Live__WebPubSub__Hub: liveHub
      HiveFlow__Live__WebPubSub__AccessKeys__0: '@Microsoft.KeyVault(SecretUri=${webPubSubSecret!.properties.secretUri})'
      HiveFlow__Live__WebPubSub__AccessKeys__1: '@Microsoft.KeyVault(SecretUri=${webPubSubSecondary!.properties.secretUri})'
    }
  : {}

var durableSettings = isScheduler
  ? {
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER'
      DURABLE_TASK_SCHEDULER: 'Endpoint=${scheduler!.properties.endpoint};Authentication=ManagedIdentity;ClientID=${identity.properties.clientId}'
    }
  : {}

var mailSettings = empty(smtpPassword)
  ? {}
  : {
      HiveFlow__Mail__Smtp__User: smtpUser
      HiveFlow__Mail__Smtp__Password: '@Microsoft.KeyVault(SecretUri=${smtpSecret!.properties.secretUri})'
    }

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${name}-plan'
  location: location
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: '${name}-${suffix}'
  location: location
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${packages}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyDurable > 0 ? [{ name: 'durable', instanceCount: alwaysReadyDurable }] : []
        triggers: { http: { perInstanceConcurrency: httpConcurrency } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      // The platform answers preflights from this list and nothing else; which origins may call is decided by the app, which
      // refuses the others with 403.
      cors: { allowedOrigins: ['*'], supportCredentials: false }
      ipSecurityRestrictionsDefaultAction: empty(allowedClients) ? 'Allow' : 'Deny'
      ipSecurityRestrictions: [
        for (range, index) in allowedClients: {
          name: 'client-${index}'
          action: 'Allow'
          ipAddress: range
          priority: 100 + index
        }
      ]
    }
  }
  dependsOn: [storageRoles, vaultRole]

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(
      {
        AzureWebJobsStorage__accountName: storage.name
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identity.properties.clientId
        AzureFunctionsJobHost__extensions__durableTask__hubName: hubName
        HIVEFLOW_ENV: 'Production'
        HIVEFLOW_APPLICATIONINSIGHTS: insights.properties.ConnectionString
        HiveFlow__PublicUrl: publicUrl
        HiveFlow__Storage__Mongo__ConnectionString: '@Microsoft.KeyVault(SecretUri=${mongoSecret.properties.secretUri})'
        HiveFlow__Storage__S3__Bucket: s3Bucket
        HiveFlow__Storage__S3__Region: s3Region
        HiveFlow__Storage__S3__AccessKeyId: s3AccessKeyId
        HiveFlow__Storage__S3__SecretAccessKey: '@Microsoft.KeyVault(SecretUri=${s3Secret.properties.secretUri})'
        HiveFlow__Redis__ConnectionString: '@Microsoft.KeyVault(SecretUri=${redisSecret.properties.secretUri})'
        HiveFlow__Identity__SigningKeys__0: '@Microsoft.KeyVault(SecretUri=${sessionSecret.properties.secretUri})'
        HiveFlow__Identity__FactorKeys__0: '@Microsoft.KeyVault(SecretUri=${factorSecret.properties.secretUri})'
        'HiveFlow__Vault__Keys__${vaultKeyId}': '@Microsoft.KeyVault(SecretUri=${vaultSecret.properties.secretUri})'
        HiveFlow__Vault__CurrentKey: vaultKeyId
        HiveFlow__Sandbox__E2B__ApiKey: '@Microsoft.KeyVault(SecretUri=${e2bSecret.properties.secretUri})'
        HiveFlow__Mail__From: mailFrom
        HiveFlow__Mail__Smtp__Host: smtpHost
      },
      durableSettings,
      mailSettings,
      liveSettings
    )
  }
}

output appName string = app.name
output hostName string = app.properties.defaultHostName
output keyVault string = vault.name
