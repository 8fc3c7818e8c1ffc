package io.dirgate.certtool;

import io.dirgate.certtool.acm.AcmCommand;
import io.dirgate.certtool.acme.AcmeCommand;
import io.dirgate.certtool.bundle.BundleCommand;
import io.dirgate.certtool.ca.CaCommand;
import io.dirgate.certtool.check.CheckCommand;
import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.cli.FailureReporter;
import io.dirgate.certtool.cli.HelpLayout;
import io.dirgate.certtool.cli.Root;
import io.dirgate.certtool.cli.UsageReporter;
import io.dirgate.certtool.cli.Version;
import io.dirgate.certtool.client.ClientConfigCommand;
import io.dirgate.certtool.completion.CompletionCommand;
import io.dirgate.certtool.directory.DirectoryCommand;
import io.dirgate.certtool.doctor.DoctorCommand;
import io.dirgate.certtool.expiry.ExpiryCommand;
import io.dirgate.certtool.inspect.InspectCommand;
import io.dirgate.certtool.inspect.VerifyCommand;
import io.dirgate.certtool.lint.LintCommand;
import io.dirgate.certtool.renew.RenewCommand;
import io.dirgate.certtool.request.CsrCommand;
import io.dirgate.certtool.request.KeyCommand;
import io.dirgate.certtool.request.SelfSignCommand;
import io.dirgate.certtool.setup.SetupCommand;
import io.dirgate.certtool.trust.TrustCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The certificate tool's command line; {@link io.dirgate.certtool.cli.Outcome} has the exit codes. */
@Command(
        name = "certtool",
        mixinStandardHelpOptions = true,
        description = "Make, check, renew and deploy LDAPS certificates.",
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:fine",
            "1:failed, or what was looked at is wrong",
            "2:the command line is wrong",
            "3:something is due soon",
            "4:something has expired or is critical"
        })
public final class Certtool implements Root {
    /** In the order of {@code --help}: all at once, make, issue, look, keep alive. */
    private static final List<String> NAMES = List.of(
            "setup",
            "key",
            "csr",
            "self-sign",
            "ca",
            "inspect",
            "verify",
            "lint",
            "bundle",
            "client-config",
            "trust",
            "check",
            "expiry",
            "renew",
            "acme",
            "acm",
            "directory",
            "doctor",
            "completion");

    private final Context context;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show stack traces and requests to AWS, without secrets.")
    private boolean debug;

    private Certtool(Context context) {
        this.context = context;
    }

    /** A command's class is loaded only when its turn comes; this switch is the only place that names them. */
    private static Object command(String name) {
        return switch (name) {
            case "setup" -> new SetupCommand();
            case "key" -> new KeyCommand();
            case "csr" -> new CsrCommand();
            case "self-sign" -> new SelfSignCommand();
            case "ca" -> new CaCommand();
            case "inspect" -> new InspectCommand();
            case "verify" -> new VerifyCommand();
            case "lint" -> new LintCommand();
            case "bundle" -> new BundleCommand();
            case "client-config" -> new ClientConfigCommand();
            case "trust" -> new TrustCommand();
            case "check" -> new CheckCommand();
            case "expiry" -> new ExpiryCommand();
            case "renew" -> new RenewCommand();
            case "doctor" -> new DoctorCommand();
            case "acm" -> new AcmCommand();
            case "acme" -> new AcmeCommand();
            case "directory" -> new DirectoryCommand();
            case "completion" -> new CompletionCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public boolean debug() {
        return debug;
    }

    /** The command line for these arguments: with the one command that they name, or with all where they name none. */
    public static CommandLine commandLine(Context context, String... args) {
        CommandLine line = new CommandLine(new Certtool(context));
        String first = args.length == 0 ? "--help" : args[0];
        boolean one = NAMES.contains(first) && !first.equals("completion");
        List<String> wanted = one ? List.of(first) : first.equals("--version") ? List.of() : NAMES;
        for (String name : wanted) {
            line.addSubcommand(name, command(name));
        }
        HelpLayout.apply(line);
        new Version("certtool").apply(line);
        return line.setExecutionExceptionHandler(new FailureReporter())
                .setParameterExceptionHandler(new UsageReporter())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    public static void main(String[] args) {
        System.exit(commandLine(Context.ofProcess(), args).execute(args));
    }
}
