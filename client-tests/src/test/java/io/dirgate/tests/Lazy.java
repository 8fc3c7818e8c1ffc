package io.dirgate.tests;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something expensive, made when first asked for; a failure to make it is kept as well, and given to all who ask. */
final class Lazy<T> {
    private final Supplier<T> maker;
    private @Nullable T made;
    private @Nullable RuntimeException failure;

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    synchronized T get() {
        if (failure != null) {
            throw failure;
        }
        T value = made;
        if (value == null) {
            try {
                value = maker.get();
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
            made = value;
        }
        return value;
    }

    synchronized void ifMade(Consumer<T> use) {
        T value = made;
        if (value != null) {
            use.accept(value);
        }
    }
}
