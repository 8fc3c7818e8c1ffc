package io.dirgate.proxy.tls;

import io.dirgate.proxy.aws.AwsException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Certificates, keys, revocation lists or authorities cannot be used. The message is for people; each problem begins
 * with its setting.
 */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1;

    /** One problem. */
    private record Problem(String setting, String says) {
        @Override
        public String toString() {
            return setting + ": " + says;
        }
    }

    private final transient List<Problem> problems;

    TlsException(String setting, String says) {
        this(setting, says, null);
    }

    TlsException(String setting, String says, @Nullable Throwable cause) {
        this(List.of(new Problem(setting, says)), cause);
    }

    private TlsException(List<Problem> problems, @Nullable Throwable cause) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")), cause);
        this.problems = problems;
    }

    /** Combines at least one exception into one. */
    public static TlsException of(List<TlsException> several) {
        return several.size() == 1
                ? several.get(0)
                : new TlsException(
                        several.stream().flatMap(each -> each.problems.stream()).toList(), several.get(0));
    }

    /** True if the configuration has no fault: AWS did not answer and may answer later. */
    public boolean mayPass() {
        Throwable cause = getCause();
        return cause instanceof AwsException || (cause instanceof TlsException first && first.mayPass());
    }

    /** One line for each problem, in the order of their discovery. */
    public List<String> problems() {
        return problems.stream().map(Problem::toString).toList();
    }

    /**
     * A copy with the complete paths of the settings, for example with the prefix {@code listeners[0]}, which only the
     * caller knows.
     */
    public TlsException under(String path) {
        return new TlsException(
                problems.stream()
                        .map(problem -> new Problem(path + "." + problem.setting, problem.says))
                        .toList(),
                this);
    }
}
