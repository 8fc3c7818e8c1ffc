package io.dirgate.proxy.tls;

import io.dirgate.proxy.aws.AwsException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Certificates, keys, lists or authorities that cannot be used. The message is for people; each problem begins with its setting. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1;

    /** One thing that is wrong. */
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

    /** All of them as one; there must be one at least. */
    public static TlsException of(List<TlsException> several) {
        return several.size() == 1
                ? several.get(0)
                : new TlsException(
                        several.stream().flatMap(each -> each.problems.stream()).toList(), several.get(0));
    }

    /** True if nothing is wrong with the configuration: AWS did not answer, and may the next time. */
    public boolean mayPass() {
        Throwable cause = getCause();
        return cause instanceof AwsException || (cause instanceof TlsException first && first.mayPass());
    }

    /** One line each, in the order in which they were found. */
    public List<String> problems() {
        return problems.stream().map(Problem::toString).toList();
    }

    /** The same with the settings' whole path, beginning with {@code listeners[0]} for example, as only the caller knows it. */
    public TlsException under(String path) {
        return new TlsException(
                problems.stream()
                        .map(problem -> new Problem(path + "." + problem.setting, problem.says))
                        .toList(),
                this);
    }
}
