package io.dirgate.certtool.ca;

import io.dirgate.certtool.pki.Chain;
import java.io.PrintWriter;
import java.nio.file.Path;

/** The lines for an elevated prompt on the Windows side, with the names of the files that were just written. */
record WindowsSteps(CertificateAuthority ca, PublicFiles files) {
    /** How Windows and its directory come to trust this CA. */
    void trust(PrintWriter out) {
        String store = Chain.isSelfSigned(ca.certificate()) ? "root" : "ca";
        String published = "root".equals(store) ? "RootCA" : "SubCA";
        out.println();
        out.println("On the Windows server, in an elevated prompt, in the folder with these files:");
        out.println("  certutil -addstore -f " + store + " " + name(files.certificate()));
        out.println("  certutil -addstore -f " + store + " " + name(files.crl()));
        out.println("  certutil -dspublish -f " + name(files.certificate()) + " " + published);
    }

    /** How the subordinate CA takes its certificate in and starts. */
    void install(PrintWriter out, Path subordinate) {
        out.println("  certutil -installcert " + name(subordinate));
        out.println("  net start certsvc");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
