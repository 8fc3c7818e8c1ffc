package io.dirgate.tests;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import org.jspecify.annotations.Nullable;

/** What a client saw, a line a step, so that the same script can be compared between a directory and the gateway. */
final class Transcript {
    private final StringBuilder lines = new StringBuilder();

    /** A step of a client; what it throws is what the client saw. */
    @FunctionalInterface
    interface Step {
        @Nullable
        Object run() throws Exception;
    }

    void note(String step, Object seen) {
        lines.append(step).append(": ").append(seen).append('\n');
    }

    void note(String step, Ran ran) {
        note(step, "exit " + ran.exitCode() + "\n" + ran.out() + ran.err());
    }

    @SuppressWarnings("CatchingUnchecked") // Whatever a client throws belongs into the transcript.
    void step(String step, Step action) {
        try {
            note(step, describe(action.run()));
        } catch (LDAPException e) {
            note(step, e.getResultCode() + " " + e.getDiagnosticMessage());
        } catch (RuntimeException e) {
            // A client's own mistake: the JVM leaves its message out once the throw is compiled.
            note(step, e.getClass().getSimpleName());
        } catch (Exception e) {
            note(step, e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }

    private static Object describe(@Nullable Object seen) {
        if (seen instanceof LDAPResult result) {
            return result.getResultCode() + " " + result.getDiagnosticMessage();
        }
        return seen instanceof Entry entry ? entry.toLDIFString() : String.valueOf(seen);
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
