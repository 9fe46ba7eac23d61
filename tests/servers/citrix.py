# In place of Citrix's and other vendors' own services, which Debian has none of: fakes.py for binary protocols, and nginx with stub
# pages that carry only what the vendors document publicly.
import pathlib
import sys

from .process import Process

_XML = '<?xml version="1.0" encoding="utf-8"?>'
_NITRO = '{ "errorcode": 354, "message": "Invalid username or password", "severity": "ERROR" }'
_PRISM = '{"state": "ERROR", "code": 401, "message_list": [{"message": "Authentication required."}], "api_version": "3.1"}'
_VCENTER = (_XML + '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
            '<RetrieveServiceContentResponse xmlns="urn:vim25"><returnval><about><name>VMware vCenter Server</name><version>8.0.2</version>'
            "<build>0</build><apiType>VirtualCenter</apiType></about></returnval></RetrieveServiceContentResponse>"
            "</soapenv:Body></soapenv:Envelope>")
_FARM = (_XML + '<!DOCTYPE NFuseProtocol SYSTEM "NFuse.dtd"><NFuseProtocol version="5.4"><ResponseServerFarmData><ServerFarmData>'
         "<ServerFarmName>lab</ServerFarmName></ServerFarmData></ResponseServerFarmData></NFuseProtocol>")
_ACCOUNTS = _XML + '<accounts xmlns="http://citrix.com/delivery-services/1-0/accounts"></accounts>'

# Path -> (status, type, body), as basic.nginx takes them; every other path gives 404.
BROKER_PAGES = {"/scripts/wpnbr.dll": (200, "text/xml", _FARM), "/scripts/ctxsta.dll": (406, "text/html", "")}
STOREFRONT_PAGES = {"/Citrix/Roaming/accounts": (200, "application/vnd.citrix.accounts+xml", _ACCOUNTS)}
DIRECTOR_PAGES = {"/Director": (401, "text/html", "")}
SESSION_RECORDING_PAGES = {"/SessionRecordingBroker": (403, "text/html", "")}
NITRO_PAGES = {"/nitro/v1/config/nsversion": (401, "application/json", _NITRO)}
PRISM_PAGES = {"/api/nutanix/v3/users/me": (401, "application/json", _PRISM)}
VCENTER_PAGES = {"/sdk": (200, "text/xml", _VCENTER)}
XENSERVER_PAGES = {"/": (200, "text/html", "<html><head><title>Welcome to XenServer</title></head></html>")}


def fakes(node, folder, places):
    """`places`: (kind of fakes.py, address, port), all in one process."""
    words = [f"{kind}:{address}:{port}" for kind, address, port in places]
    script = pathlib.Path(__file__).with_name("fakes.py")
    log = pathlib.Path(folder) / "fakes.log"
    return Process(node, "fakes", [sys.executable, script, *words], folder, lambda: log.read_text() == "ready\n")
