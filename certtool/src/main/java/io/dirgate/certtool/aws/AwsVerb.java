package io.dirgate.certtool.aws;

import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import picocli.CommandLine.Mixin;

/** A command that uses AWS. Its fields and methods must not name classes of the SDK, because parsing the command line would load them. */
public abstract class AwsVerb extends Verb {
    @Mixin
    private AwsAccess access;

    /** Does the work; errors of the SDK that come out of it are put into words. */
    protected abstract Outcome run(AwsClients aws) throws Exception;

    @Override
    protected final Outcome run() throws Exception {
        return access.use(trace(), this::run);
    }
}
