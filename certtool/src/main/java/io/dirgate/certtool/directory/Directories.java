package io.dirgate.certtool.directory;

import io.dirgate.certtool.report.Failure;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.directory.model.DirectoryDescription;
import software.amazon.awssdk.services.directory.model.DirectoryDoesNotExistException;
import software.amazon.awssdk.services.directory.model.DirectoryType;
import software.amazon.awssdk.services.directory.model.DirectoryUnavailableException;
import software.amazon.awssdk.services.directory.model.DomainController;
import software.amazon.awssdk.services.directory.model.EntityDoesNotExistException;
import software.amazon.awssdk.services.directory.model.UnsupportedOperationException;

/** The directories of one account and Region. Errors that mean something special come as {@link Failure}, others as the SDK's. */
public final class Directories {
    private final DirectoryClient client;

    public Directories(DirectoryClient client) {
        this.client = client;
    }

    DirectoryClient client() {
        return client;
    }

    public List<DirectoryDescription> list() {
        return client.describeDirectoriesPaginator().directoryDescriptions().stream()
                .toList();
    }

    /** All of them as the commands report them. */
    List<DirectoryView> views() {
        return list().stream()
                .map(directory -> DirectoryView.of(directory, null))
                .toList();
    }

    public DirectoryDescription find(String id) {
        List<DirectoryDescription> found = ask(id, () -> client.describeDirectories(request -> request.directoryIds(id))
                .directoryDescriptions());
        if (found.isEmpty()) {
            throw unknown(id, null);
        }
        return found.get(0);
    }

    /** The domain controllers of a Managed Microsoft AD; other kinds of directory do not tell theirs. */
    public List<DomainController> controllers(String id) {
        return ask(id, () -> client.describeDomainControllersPaginator(request -> request.directoryId(id)).stream()
                .flatMap(page -> page.domainControllers().stream())
                .toList());
    }

    /** Makes a call about one directory and puts the errors that concern the directory itself into words. */
    <T> T ask(String id, Supplier<T> call) {
        try {
            return call.get();
        } catch (EntityDoesNotExistException | DirectoryDoesNotExistException e) {
            throw unknown(id, e);
        } catch (DirectoryUnavailableException e) {
            throw new Failure(
                    id + " takes no changes now, its stage is " + find(id).stageAsString()
                            + "; wait for it: certtool directory wait --directory-id " + id,
                    e);
        } catch (UnsupportedOperationException e) {
            throw new Failure(instead(id, find(id).type()), e);
        }
    }

    private Failure unknown(String id, @Nullable Exception cause) {
        String message = "there is no directory " + id + " in "
                + client.serviceClientConfiguration().region()
                + " of this account; certtool directory list shows those that there are";
        return cause == null ? new Failure(message) : new Failure(message, cause);
    }

    private static String instead(String id, DirectoryType type) {
        return switch (type) {
            case SIMPLE_AD ->
                id
                        + " is a Simple AD, which speaks no LDAPS and takes no certificates. Put the gateway in front of it: issue a"
                        + " certificate (certtool ca issue --profile server …), then bin/dirgate run with the directory's"
                        + " addresses (certtool directory show --directory-id " + id + ")";
            case SHARED_MICROSOFT_AD ->
                id + " is shared with this account; its settings are changed in the account that owns it";
            default -> id + " is a directory of type " + type + ", for which AWS does not offer this";
        };
    }
}
