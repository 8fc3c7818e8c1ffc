package io.dirgate.certtool.ca;

import io.dirgate.certtool.pki.Chain;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** The lines for an elevated prompt on the Windows side, with the names of the files that were just written. */
record WindowsSteps(CertificateAuthority ca, PublicFiles files) {
    /** How Windows and its directory come to trust this CA. */
    List<String> trust() {
        String store = Chain.isSelfSigned(ca.certificate()) ? "root" : "ca";
        String published = "root".equals(store) ? "RootCA" : "SubCA";
        return List.of(
                "certutil -addstore -f " + store + " " + name(files.certificate()),
                "certutil -addstore -f " + store + " " + name(files.crl()),
                "certutil -dspublish -f " + name(files.certificate()) + " " + published);
    }

    /** How the subordinate CA takes its certificate in and starts. */
    static List<String> install(Path subordinate) {
        return List.of("certutil -installcert " + name(subordinate), "net start certsvc");
    }

    static void print(PrintWriter out, List<String> commands) {
        out.println();
        out.println("On the Windows server, in an elevated prompt, in the folder with these files:");
        commands.forEach(command -> out.println("  " + command));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
