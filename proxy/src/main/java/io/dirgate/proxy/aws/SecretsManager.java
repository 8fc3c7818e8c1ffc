package io.dirgate.proxy.aws;

import org.jspecify.annotations.Nullable;

/** AWS Secrets Manager: a secret's versions. */
public interface SecretsManager extends AutoCloseable {
    /** A version of a secret: its id and what it holds, text or not. */
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

    /** Null where no version has that staging label. */
    @Nullable
    Version find(String secretId, String stage) throws AwsException;

    @Override
    void close();
}
