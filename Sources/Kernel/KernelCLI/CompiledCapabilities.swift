import AccessControl
import Customers
import Kernel
import Platform
import TimeTracking
import WorkOrders

/// What is compiled into this executable: the one list.
enum CompiledCapabilities {
    static let all: [any Capability] = [
        AccessControlCapability(),
        CustomersCapability(),
        PlatformCapability(),
        WorkOrdersCapability(),
        TimeTrackingCapability(),
    ]
}
