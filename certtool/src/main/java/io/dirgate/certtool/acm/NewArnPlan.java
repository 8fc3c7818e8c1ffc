package io.dirgate.certtool.acm;

import java.util.ArrayList;
import java.util.List;

/** What is left to do where ACM forbids to replace a certificate under its ARN: the users of the old ARN are switched one by one. */
final class NewArnPlan {
    private NewArnPlan() {}

    /**
     * The steps, each a sentence or a command line.
     *
     * @param next the new ARN, or a word that stands for it
     */
    static List<String> steps(String old, String next, List<String> inUseBy) {
        List<String> steps = new ArrayList<>();
        if (inUseBy.isEmpty()) {
            steps.add("nothing in AWS uses the old ARN; change it where templates and scripts name it");
        }
        for (String user : inUseBy) {
            steps.addAll(steps(old, next, user));
        }
        steps.add("when nothing uses the old one any more: certtool acm delete --arn " + old + " --yes");
        return steps;
    }

    private static List<String> steps(String old, String next, String user) {
        if (!user.contains(":elasticloadbalancing:")) {
            return List.of("change the certificate of " + user + " to " + next);
        }
        String resource = user.substring(user.indexOf(":loadbalancer/") + ":loadbalancer/".length());
        if (resource.startsWith("net/") || resource.startsWith("app/")) {
            return List.of(
                    "find the listeners: aws elbv2 describe-listeners --load-balancer-arn " + user
                            + " --query \"Listeners[?Certificates[?CertificateArn=='" + old
                            + "']].ListenerArn\" --output text",
                    "for each: aws elbv2 modify-listener --listener-arn LISTENER --certificates CertificateArn="
                            + next);
        }
        return List.of("aws elb set-load-balancer-listener-ssl-certificate --load-balancer-name " + resource
                + " --load-balancer-port 636 --ssl-certificate-id " + next);
    }
}
