package io.dirgate.certtool.aws;

import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/** AWS for a command that needs it now and then: nothing of the SDK is loaded before it is used. */
public final class AwsAccess {
    /** What is done with AWS. */
    public interface Use<T> {
        T with(AwsClients aws) throws Exception;
    }

    @Mixin
    private AwsOptions options;

    public AwsAccess() {
        this(new AwsOptions());
    }

    public AwsAccess(AwsOptions options) {
        this.options = options;
    }

    /** Does it; errors of the SDK that come out of it are put into words. */
    public <T> T use(Consumer<String> trace, Use<T> use) throws Exception {
        try (AwsClients aws = new AwsClients(options, trace)) {
            try {
                return use.with(aws);
            } catch (RuntimeException e) {
                throw aws.inWords(e);
            }
        }
    }
}
