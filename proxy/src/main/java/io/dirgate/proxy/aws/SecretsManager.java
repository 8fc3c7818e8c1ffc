package io.dirgate.proxy.aws;

import org.jspecify.annotations.Nullable;

/** AWS Secrets Manager: reads the versions of a secret. */
public interface SecretsManager extends AutoCloseable {
    /** A version of a secret: its id and its value, which is text or binary. */
    final class Version {
        private final String id;
        private final byte[] content;

        public Version(String id, byte[] content) {
            this.id = id;
            this.content = content.clone();
        }

        public String id() {
            return id;
        }

        public byte[] content() {
            return content.clone();
        }
    }

    Version get(String secretId, String stage) throws AwsException;

    /** Null if no version has this staging label. */
    @Nullable
    Version find(String secretId, String stage) throws AwsException;

    @Override
    void close();
}
