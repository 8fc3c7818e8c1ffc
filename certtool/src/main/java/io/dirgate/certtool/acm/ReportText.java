package io.dirgate.certtool.acm;

import io.dirgate.certtool.cli.Screen;
import java.io.PrintWriter;

/** An import's report for people. The ARN stands alone on the first line, for scripts that want no JSON. */
final class ReportText {
    private ReportText() {}

    static void print(PrintWriter out, Screen screen, ImportReport report) {
        out.println(report.arn() == null ? "(a new ARN)" : report.arn());
        out.println(
                switch (report.action()) {
                    case IMPORTED -> "imported";
                    case REIMPORTED -> "replaced under the same ARN; what uses it follows within minutes";
                    case UNCHANGED -> "holds this certificate already, nothing was sent";
                    case WOULD_IMPORT -> "dry run: it would be imported under a new ARN";
                    case WOULD_REIMPORT -> "dry run: it would be replaced under the same ARN";
                });
        if (report.sha256() != null) {
            out.println("sha256 " + report.sha256());
        }
        if (!report.nextSteps().isEmpty()) {
            out.println("what is left to do:");
            report.nextSteps().forEach(step -> out.println(screen.wrap("  - " + step, 0)));
        }
    }
}
