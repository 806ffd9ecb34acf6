type Members = Record<string, unknown>;

/** A bucket's configurations in the API's form, from the template's. Undefined where the template has none. */
export function documentsOf(properties: Members, stackTags: Readonly<Record<string, string>>): Members {
  return {
    ServerSideEncryptionConfiguration: encryption(properties.BucketEncryption as Members | undefined),
    PublicAccessBlockConfiguration: properties.PublicAccessBlockConfiguration ?? {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: properties.OwnershipControls ?? { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    Tagging: tagging(properties.Tags as Members[] | undefined, stackTags),
    LifecycleConfiguration: lifecycle(properties.LifecycleConfiguration as Members | undefined),
    NotificationConfiguration: notification(properties.NotificationConfiguration as Members | undefined),
    CORSConfiguration: cors(properties.CorsConfiguration as Members | undefined),
    BucketLoggingStatus: logging(properties.LoggingConfiguration as Members | undefined),
    WebsiteConfiguration: website(properties.WebsiteConfiguration as Members | undefined),
  };
}

function encryption(given: Members | undefined): unknown {
  if (given === undefined) return undefined;
  const rules = given.ServerSideEncryptionConfiguration as Members[];
  return {
    Rules: rules.map(({ ServerSideEncryptionByDefault, BucketKeyEnabled }) => ({
      ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
      BucketKeyEnabled: BucketKeyEnabled === true || BucketKeyEnabled === 'true',
    })),
  };
}

function tagging(own: Members[] = [], stackTags: Readonly<Record<string, string>>): unknown {
  const stack = Object.entries(stackTags).map(([Key, Value]) => ({ Key, Value }));
  const TagSet = [...own, ...stack.filter(({ Key }) => !own.some((tag) => tag.Key === Key))];
  return TagSet.length === 0 ? undefined : { TagSet };
}

/** Of the older forms of lifecycle rules, plain days, dates and prefixes are supported. */
function lifecycle(given: Members | undefined): unknown {
  if (given === undefined) return undefined;
  const rules = given.Rules as Members[];
  return {
    Rules: rules.map((rule) => {
      const { Id, Status, Prefix, ExpirationInDays, ExpirationDate, ExpiredObjectDeleteMarker } = rule;
      const expires = ExpirationInDays ?? ExpirationDate ?? ExpiredObjectDeleteMarker;
      const abort = rule.AbortIncompleteMultipartUpload as Members | undefined;
      return {
        ...(Id === undefined ? {} : { ID: Id }),
        Status,
        Filter: { Prefix: Prefix ?? '' },
        ...(expires === undefined ? {} : { Expiration: expiration(rule) }),
        ...(rule.NoncurrentVersionExpiration === undefined
          ? {}
          : { NoncurrentVersionExpiration: numbers(rule.NoncurrentVersionExpiration as Members) }),
        ...(abort === undefined ? {} : { AbortIncompleteMultipartUpload: numbers(abort) }),
        ...(rule.Transitions === undefined ? {} : { Transitions: (rule.Transitions as Members[]).map(transition) }),
      };
    }),
  };
}

function expiration({ ExpirationInDays, ExpirationDate, ExpiredObjectDeleteMarker }: Members): Members {
  return {
    ...(ExpirationInDays === undefined ? {} : { Days: Number(ExpirationInDays) }),
    ...(ExpirationDate === undefined ? {} : { Date: new Date(String(ExpirationDate)) }),
    ...(ExpiredObjectDeleteMarker === undefined ? {} : { ExpiredObjectDeleteMarker }),
  };
}

function transition({ StorageClass, TransitionInDays, TransitionDate }: Members): Members {
  const when =
    TransitionInDays === undefined ? { Date: new Date(String(TransitionDate)) } : { Days: Number(TransitionInDays) };
  return { StorageClass, ...when };
}

/** Days and counts, which templates may write as text; `DaysAfterInitiation`, `NoncurrentDays`. */
function numbers(given: Members): Members {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Number(value)]));
}

function notification(given: Members | undefined): unknown {
  const bridge = given?.EventBridgeConfiguration as Members | undefined;
  const isOn = bridge !== undefined && String(bridge.EventBridgeEnabled ?? true) === 'true';
  const targets = (list: unknown, from: string, to: string) =>
    ((list as Members[] | undefined) ?? []).map(({ Event, [from]: arn }) => ({ [to]: arn, Events: [Event] }));
  if (given === undefined) return undefined;
  return {
    ...(isOn ? { EventBridgeConfiguration: {} } : {}),
    LambdaFunctionConfigurations: targets(given.LambdaConfigurations, 'Function', 'LambdaFunctionArn'),
    QueueConfigurations: targets(given.QueueConfigurations, 'Queue', 'QueueArn'),
    TopicConfigurations: targets(given.TopicConfigurations, 'Topic', 'TopicArn'),
  };
}

function cors(given: Members | undefined): unknown {
  if (given === undefined) return undefined;
  return {
    CORSRules: (given.CorsRules as Members[]).map(({ Id, ExposedHeaders, MaxAge, ...rule }) => ({
      ...rule,
      ...(Id === undefined ? {} : { ID: Id }),
      ...(ExposedHeaders === undefined ? {} : { ExposeHeaders: ExposedHeaders }),
      ...(MaxAge === undefined ? {} : { MaxAgeSeconds: Number(MaxAge) }),
    })),
  };
}

function logging(given: Members | undefined): unknown {
  if (given?.DestinationBucketName === undefined) return undefined;
  return { LoggingEnabled: { TargetBucket: given.DestinationBucketName, TargetPrefix: given.LogFilePrefix ?? '' } };
}

function website(given: Members | undefined): unknown {
  if (given === undefined) return undefined;
  const { IndexDocument, ErrorDocument, RedirectAllRequestsTo } = given;
  return {
    ...(IndexDocument === undefined ? {} : { IndexDocument: { Suffix: IndexDocument } }),
    ...(ErrorDocument === undefined ? {} : { ErrorDocument: { Key: ErrorDocument } }),
    ...(RedirectAllRequestsTo === undefined ? {} : { RedirectAllRequestsTo }),
  };
}
