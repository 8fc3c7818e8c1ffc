/** AWS by its SDK: the one room that uses it, loaded by a class loader of its own. Nobody names its classes. */
@NullMarked
package io.dirgate.proxy.aws.sdk;

import org.jspecify.annotations.NullMarked;
